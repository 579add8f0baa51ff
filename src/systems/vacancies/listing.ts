import { Env } from '../../kit/env';
import { defineJourney } from '../../kit/journey';
import { integerBetween } from '../../kit/random';
import { listVacancies } from './api';

/** How far a listing goes: the assignment's pages 1–10 of 1–100 records, unless the system holds more or fewer. */
export function listingRange(env: Env): { pages: number; limit: number } {
  return { pages: env.integer('LISTING_PAGES', 10) ?? 10, limit: env.integer('LISTING_LIMIT', 100) ?? 100 };
}

let range: ReturnType<typeof listingRange> | undefined;

/** Reads one page of vacancies, any of the first. */
export const listingJourney = defineJourney(
  { every: '45s', maxDuration: '10s', tags: ['listing'], calls: ['GetVacancies'] },
  async (pass) => {
    range ??= listingRange(new Env(__ENV));
    const page = String(integerBetween(1, range.pages));
    const limit = String(integerBetween(1, range.limit));
    await listVacancies(pass, { page, limit });
  },
);
