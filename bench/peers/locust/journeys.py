"""The journeys of the vacancies suite: the same calls and the same checks."""

import random

from vacancies import rpc_create_vacancy_pb2, rpc_update_vacancy_pb2, vacancy_pb2, vacancy_service_pb2
from vacancy_user import MARK


def crud(user, number):
    created = user.vacancies.CreateVacancy(
        rpc_create_vacancy_pb2.CreateVacancyRequest(
            Title=f"Dynamic Accountability Liaison [{MARK} {number}]",
            Description="Cursus vulgivagus depereo teres artificiose abundans sint ago.",
            Division=vacancy_pb2.Vacancy.SALES,
            Country="Peru",
        ),
        **user.how,
    ).vacancy
    views = 1 + number % 1000
    user.vacancies.UpdateVacancy(
        rpc_update_vacancy_pb2.UpdateVacancyRequest(
            Id=created.Id,
            Description="Tergum arcus quia vitium caste cubicularis.",
            Views=views,
            Country="Chile",
        ),
        **user.how,
    )
    one = vacancy_service_pb2.VacancyRequest(Id=created.Id)
    read = user.vacancies.GetVacancy(one, **user.how).vacancy
    assert (read.Title, read.Views, read.Country) == (created.Title, views, "Chile")
    assert user.vacancies.DeleteVacancy(one, **user.how).success


def listing(user):
    request = vacancy_service_pb2.GetVacanciesRequest(page=random.randint(1, 10), limit=random.randint(1, 100))
    for _ in user.vacancies.GetVacancies(request, **user.how):
        pass
