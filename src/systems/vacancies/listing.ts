import { defineJourney, type Env, integerBetween, setting } from 'loadline';
import { listVacancies } from './api';

/** Reads the range of listings: any of the first `LISTING_PAGES` pages, of up to `LISTING_LIMIT` records. */
export function readListingRange(env: Env): void {
  env.integer('LISTING_PAGES', 10);
  env.integer('LISTING_LIMIT', 100);
}

/** Reads one random page of vacancies among the first ones. */
export const listingJourney = defineJourney(
  { every: '45s', maxDuration: '10s', tags: ['listing'], calls: ['GetVacancies'] },
  async (iteration) => {
    const page = String(integerBetween(1, Number(setting('LISTING_PAGES'))));
    const limit = String(integerBetween(1, Number(setting('LISTING_LIMIT'))));
    await listVacancies(iteration, { page, limit });
  },
);
