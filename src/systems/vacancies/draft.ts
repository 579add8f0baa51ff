import { type Iteration, integerBetween, oneOf, records, someOf } from 'loadline';
import type { RequestOf } from 'loadline/grpc';
import type { VacancyService } from '../../gen/json/vacancies/vacancy_service';

const record = records('vacancies', [
  'title',
  'description',
  'country',
  // New values for the last two.
  'newDescription',
  'newCountry',
]);
const DIVISIONS = ['DEVELOPMENT', 'SECURITY', 'SALES', 'OTHER'] as const;
/**
 * Divisions for updates. Servers that read a request through getters take the enum's zero for "not sent", so an update never
 * uses it.
 */
const UPDATE_DIVISIONS = ['SECURITY', 'SALES', 'OTHER'] as const;

type Update = RequestOf<VacancyService, 'UpdateVacancy'>;

/** Fields of a new vacancy. Its title is unique in the run, as servers require, and carries the run's mark. */
export function draftVacancy(iteration: Iteration): RequestOf<VacancyService, 'CreateVacancy'> {
  const { title, description, country } = record(iteration.number);
  return {
    Title: `${title} ${iteration.marked()}`,
    Description: description,
    Division: oneOf(DIVISIONS),
    Country: country,
  };
}

/** New values for one or more fields of the vacancy with that id. */
export function draftUpdate(iteration: Iteration, id: string): Update {
  const { title, newDescription, newCountry } = record(iteration.number);
  const update: Update = { Id: id };
  const fields = someOf(5);
  if (fields & 1) update.Title = `${title}, revised ${iteration.marked()}`;
  if (fields & 2) update.Description = newDescription;
  if (fields & 4) update.Views = integerBetween(1, 1000);
  if (fields & 8) update.Division = oneOf(UPDATE_DIVISIONS);
  if (fields & 16) update.Country = newCountry;
  return update;
}
