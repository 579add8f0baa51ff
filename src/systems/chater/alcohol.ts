import { defineJourney, setting } from 'loadline';
import { getAlcoholLatest, getAlcoholRange } from './api';
import { EVERY } from './period';

/** Reads today's drinks. */
export const alcoholLatestJourney = defineJourney(
  { every: EVERY, weight: 1, maxDuration: '6s', tags: ['alcohol'], calls: ['GET /alcohol_latest'] },
  (iteration) => {
    getAlcoholLatest(iteration);
  },
);

/** Reads the drinks of a range of days. */
export const alcoholRangeJourney = defineJourney(
  { every: EVERY, weight: 1, maxDuration: '6s', tags: ['alcohol'], calls: ['POST /alcohol_range'] },
  (iteration) => {
    getAlcoholRange(iteration, {
      body: { startDate: setting('TEST_ALCOHOL_START'), endDate: setting('TEST_ALCOHOL_END') },
    });
  },
);
