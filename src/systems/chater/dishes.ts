import type { Iteration } from 'loadline';
import type { Dish } from '../../gen/http/decode/chater/today_food';
import { getToday } from './api';

/**
 * Reads today's dishes and returns the one at a time. A missing or wrong dish is a failure.
 * @param check returns what is wrong with the dish
 */
export function getDish(
  iteration: Iteration,
  timeMs: number,
  check?: (dish: Dish) => string | undefined,
): Dish | undefined {
  const isIt = ({ time }: Dish) => time === timeMs;
  const food = getToday(iteration, {
    check: ({ dishesToday }) => {
      const dish = dishesToday.find(isIt);
      return dish ? check?.(dish) : `no dish at ${timeMs} among the ${dishesToday.length} of today`;
    },
  });
  return food?.dishesToday.find(isIt);
}
