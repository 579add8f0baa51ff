import type { CreateVacancyRequest } from '../../gen/json/vacancies/rpc_create_vacancy';
import type { UpdateVacancyRequest } from '../../gen/json/vacancies/rpc_update_vacancy';
import { Vacancy_DIVISION } from '../../gen/json/vacancies/vacancy';
import type { Pass } from '../../kit/journey';
import { addSome, integerBetween, oneOf } from '../../kit/random';
import { records } from '../../kit/records';

const record = records('vacancies', [
  'title',
  'description',
  'country',
  // What the last two may be changed to.
  'newDescription',
  'newCountry',
]);
const { DEVELOPMENT, SECURITY, SALES, OTHER } = Vacancy_DIVISION;
const DIVISIONS = [DEVELOPMENT, SECURITY, SALES, OTHER];
/** Servers that read a request through getters take the enum's zero for "not sent", so an update never asks for it. */
const UPDATE_DIVISIONS = [SECURITY, SALES, OTHER];

/** A new vacancy. Its title is unique in the run, as servers demand, and carries the run's mark. */
export function draftVacancy({ number, mark }: Pass): CreateVacancyRequest {
  const { title, description, country } = record(number);
  return {
    Title: `${title} [${mark} ${number}]`,
    Description: description,
    Division: oneOf(DIVISIONS),
    Country: country,
  };
}

/** New values for one or more fields of the vacancy with that id. */
export function draftUpdate({ number, mark }: Pass, id: string): UpdateVacancyRequest {
  const { title, newDescription, newCountry } = record(number);
  return addSome<UpdateVacancyRequest>(
    { Id: id },
    {
      Title: `${title}, revised [${mark} ${number}]`,
      Description: newDescription,
      Views: integerBetween(1, 1000),
      Division: oneOf(UPDATE_DIVISIONS),
      Country: newCountry,
    },
  );
}
