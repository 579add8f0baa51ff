"""The load of the test `requests`: each user submits a request every 5 s, and waits for its result."""

import time

from locust import HttpUser, constant_pacing, task

BODY = {
    "params": {
        "type": "check_file",
        "dataset": "article-4-direction-area",
        "collection": "article-4-direction",
        "organisationName": "locust",
        "original_filename": "a.csv",
        "uploaded_filename": "load-test-file.csv",
    }
}
DETAILS = "/requests/{id}/response-details"


class Submitter(HttpUser):
    wait_time = constant_pacing(5)

    @task
    def submission(self):
        with self.client.post("/requests", json=BODY, catch_response=True) as reply:
            if reply.status_code != 202:
                reply.failure(f"status {reply.status_code}")
                return
        path = f"/requests/{reply.json()['id']}"
        end = time.time() + 30
        while True:
            poll = self.client.get(path, name="/requests/{id}")
            if poll.status_code != 200 or time.time() > end:
                return
            if poll.json()["status"] in ("COMPLETE", "FAILED"):
                break
            time.sleep(1)
        for query in ("", '&jsonpath=$.issue_logs[*].severity == "error"'):
            reply = self.client.get(f"{path}/response-details?offset=0&limit=50{query}", name=DETAILS)
            if reply.status_code != 200:
                return
