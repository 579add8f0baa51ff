import type { Iteration } from 'loadline';
import type { Dish } from '../../gen/http/decode/chater/today_food';
import { getToday } from './api';

/**
 * Looks at today's dishes for one; that it is not there, or is not what it must be, is a failure.
 * @param check says what is wrong with the dish
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
