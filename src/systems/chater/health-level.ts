import { defineJourney } from 'loadline';
import { getHealthLevel, getToday, sendPhoto } from './api';
import { getDish } from './dishes';
import { EVERY } from './period';
import { dishTime } from './times';

const KEPT = 0;

/**
 * Reads today's dishes and asks how healthy one of them is. Dishes of other iterations may be deleted meanwhile, so the run
 * keeps one dish for this journey. An iteration that does not find it adds it: the first ones of a day do.
 */
export const healthLevelJourney = defineJourney(
  {
    every: EVERY,
    weight: 1,
    maxDuration: '12s',
    tags: ['health_level'],
    // Only an iteration that does not find the dish sends the photo.
    calls: ['GET /eater_get_today', 'POST /eater_receive_photo', 'POST /food_health_level'],
  },
  (iteration) => {
    const time = dishTime(iteration.mark, KEPT);
    const food = getToday(iteration);
    if (food === undefined) return;
    let dish = food.dishesToday.find((one) => one.time === time);
    if (dish === undefined) {
      sendPhoto(iteration, { body: { timeMs: time } });
      dish = getDish(iteration, time);
    }
    if (dish === undefined) return;
    getHealthLevel(iteration, {
      body: { time, foodName: dish.dishName },
      check: ({ title, description, healthSummary }) =>
        title === '' && description === '' && healthSummary === ''
          ? `all texts are empty, as for a dish that is not there: ${time}`
          : undefined,
    });
  },
);
