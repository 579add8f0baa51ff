import { defineJourney } from '../../kit/journey';
import { integerBetween } from '../../kit/random';
import { listVacancies } from './api';

/** Reads one page of vacancies, somewhere in the first ten. */
export const listingJourney = defineJourney(
  { every: '45s', maxDuration: '10s', tags: ['listing'] },
  async (pass) => {
    await listVacancies(pass, { page: String(integerBetween(1, 10)), limit: String(integerBetween(1, 100)) });
  },
);
