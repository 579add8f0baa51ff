import { defineJourney, setting } from 'loadline';
import { getFoodOfDate } from './api';
import { EVERY } from './period';

/** Reads what was eaten on an earlier day. */
export const customDateJourney = defineJourney(
  {
    every: EVERY,
    weight: 1,
    maxDuration: '6s',
    tags: ['custom_date'],
    calls: ['POST /get_food_custom_date'],
  },
  (iteration) => {
    getFoodOfDate(iteration, { body: { date: setting('TEST_CUSTOM_DATE') } });
  },
);
