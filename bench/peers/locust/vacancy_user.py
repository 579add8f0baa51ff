"""A Locust user of the vacancy service, as Locust's own example of gRPC has it: an interceptor tells Locust of each call."""

import itertools
import os
import time

import grpc
import grpc.experimental.gevent
from locust import User
from vacancies import auth_service_pb2_grpc, rpc_signin_user_pb2, vacancy_service_pb2_grpc

grpc.experimental.gevent.init_gevent()

CALL_DEADLINE_SECONDS = 5
SESSIONS = 60
# Or else grpcio would lead all users through one connection.
OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]

MARK = f"locust-{int(time.time() * 1000)}"
numbers = itertools.count()
tokens = {}


class TellLocust(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    def __init__(self, environment):
        self.environment = environment

    def intercept_unary_unary(self, continuation, details, request):
        start = time.perf_counter()
        call = continuation(details, request)
        exception = call.exception()
        self.tell(details, start, 0 if exception else call.result().ByteSize(), exception)
        return call

    def intercept_unary_stream(self, continuation, details, request):
        start = time.perf_counter()
        length, exception = 0, None
        try:
            for message in continuation(details, request):
                length += message.ByteSize()
                yield message
        except grpc.RpcError as error:
            exception = error
            raise
        finally:
            self.tell(details, start, length, exception)

    def tell(self, details, start, length, exception):
        self.environment.events.request.fire(
            request_type="grpc",
            name=details.method,
            response_time=(time.perf_counter() - start) * 1000,
            response_length=length,
            exception=exception,
        )


class VacancyUser(User):
    abstract = True

    def on_start(self):
        number = next(numbers)
        self.connection = grpc.insecure_channel(self.host, options=OWN_CONNECTION)
        channel = grpc.intercept_channel(self.connection, TellLocust(self.environment))
        self.vacancies = vacancy_service_pb2_grpc.VacancyServiceStub(channel)
        session = number % SESSIONS
        if session not in tokens:
            account = session % 3 + 1
            request = rpc_signin_user_pb2.SignInUserInput(
                email=os.environ[f"USER_{account}_EMAIL"], password=os.environ[f"USER_{account}_PASSWORD"]
            )
            tokens[session] = auth_service_pb2_grpc.AuthServiceStub(channel).SignInUser(request).access_token
        self.how = {
            "timeout": CALL_DEADLINE_SECONDS,
            "metadata": [("authorization", f"Bearer {tokens[session]}")],
        }

    def on_stop(self):
        self.connection.close()
