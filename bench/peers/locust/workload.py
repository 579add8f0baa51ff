"""
The workload of the vacancies suite: each user does the CRUD journey every 30 s and lists every 45 s, each in a loop of its own,
as Locust has one loop for a user. At the end it writes to the file ITERATIONS how late iterations started, in ms.
"""

import json
import os
import time

import journeys
from locust import constant_pacing, events, task
from vacancy_user import VacancyUser, numbers

# For each iteration but a user's first: instant in seconds, lateness over the last iteration, lateness over the user's own schedule.
iterations = []


class PacedUser(VacancyUser):
    abstract = True
    first = None
    last = None
    done = 0

    @task
    def paced(self):
        now = time.time()
        period = self.period
        if self.first is None:
            self.first = now
        else:
            iterations.append((now, (now - self.last - period) * 1000, (now - self.first - self.done * period) * 1000))
        self.last = now
        self.done += 1
        self.journey()


class CrudUser(PacedUser):
    period = 30
    wait_time = constant_pacing(30)

    def journey(self):
        journeys.crud(self, next(numbers))


class ListingUser(PacedUser):
    period = 45
    wait_time = constant_pacing(45)

    def journey(self):
        journeys.listing(self)


@events.quitting.add_listener
def tell(environment, **_):
    with open(os.environ["ITERATIONS"], "w") as file:
        json.dump({"iterations": iterations, "failed": environment.stats.total.num_failures}, file)
