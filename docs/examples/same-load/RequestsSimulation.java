import static io.gatling.javaapi.core.CoreDsl.*;
import static io.gatling.javaapi.http.HttpDsl.*;

import io.gatling.javaapi.core.*;
import io.gatling.javaapi.http.*;

/** The load of the test `requests` for 60 s: ten users a second, each of whom submits a request and waits for its result. */
public class RequestsSimulation extends Simulation {
  String body = """
    {"params": {
      "type": "check_file", "dataset": "article-4-direction-area", "collection": "article-4-direction",
      "organisationName": "gatling", "original_filename": "a.csv", "uploaded_filename": "load-test-file.csv"
    }}""";

  HttpProtocolBuilder service = http.baseUrl(System.getProperty("target")).disableCaching();

  ScenarioBuilder submission = scenario("submission")
    .exec(http("POST /requests").post("/requests").body(StringBody(body)).asJson()
      .check(status().is(202), jsonPath("$.id").saveAs("id")))
    .exitHereIfFailed()
    .exec(session -> session.set("status", "NEW"))
    .asLongAs(session -> !session.getString("status").equals("COMPLETE")).on(
      exec(http("GET /requests/{id}").get("/requests/#{id}")
        .check(status().is(200), jsonPath("$.status").saveAs("status"))),
      exitHereIfFailed(),
      doIf(session -> !session.getString("status").equals("COMPLETE")).then(pause(1)))
    .exec(http("GET /requests/{id}/response-details").get("/requests/#{id}/response-details")
      .queryParam("offset", 0).queryParam("limit", 50).check(status().is(200)))
    .exitHereIfFailed()
    .exec(http("GET /requests/{id}/response-details").get("/requests/#{id}/response-details")
      .queryParam("offset", 0).queryParam("limit", 50).queryParam("jsonpath", "$.issue_logs[*].severity == \"error\"")
      .check(status().is(200)));

  {
    setUp(submission.injectOpen(constantUsersPerSec(10).during(60)))
      .protocols(service)
      .assertions(
        details("POST /requests").responseTime().percentile(95).lte(500),
        global().failedRequests().percent().lte(1.0));
  }
}
