"""The CRUD journey at the pace of bench/suites/crud.ts: each user starts an iteration every PACE seconds."""

import os

import journeys
from locust import constant_pacing, task
from vacancy_user import VacancyUser, numbers


class CrudUser(VacancyUser):
    wait_time = constant_pacing(float(os.environ["PACE"]))

    @task
    def crud(self):
        journeys.crud(self, next(numbers))
