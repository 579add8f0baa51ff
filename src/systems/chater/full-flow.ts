import { defineJourney, integerBetween, setting } from 'loadline';
import { addWeight, deleteFood, getRecommendation, modifyFood, sendPhoto } from './api';
import { getDish } from './dishes';
import { EVERY } from './period';
import { dishTime, slotOf } from './times';
import { user } from './user';

/** Tolerance in kcal: half of a whole number is truncated or rounded. */
const ROUNDING_KCAL = 1;

/**
 * Adds a dish by its photo, doubles it, records a weight, asks for a recommendation, and deletes the dish. Each iteration
 * uses only its own dish.
 */
export const fullFlowJourney = defineJourney(
  {
    every: EVERY,
    weight: 1,
    maxDuration: '20s',
    tags: ['full_flow'],
    calls: [
      'POST /eater_receive_photo',
      'GET /eater_get_today',
      'POST /modify_food_record',
      'POST /manual_weight',
      'POST /get_recommendation',
      'GET /eater_get_today',
      'POST /delete_food',
    ],
  },
  (iteration) => {
    const time = dishTime(iteration.mark, slotOf(iteration.number));
    sendPhoto(iteration, { body: { timeMs: time } });
    const dish = getDish(iteration, time);
    const isDoubled = dish !== undefined && modifyFood(iteration, { body: doubled(time) }) !== undefined;
    addWeight(iteration, { body: { weight: integerBetween(40, 100), userEmail: user.email } });
    getRecommendation(iteration, {
      body: {
        days: Number(setting('TEST_RECOMMENDATION_DAYS')),
        languageCode: setting('TEST_LANGUAGE_CODE'),
      },
      check: ({ recommendation }) => (recommendation === '' ? 'the recommendation is empty' : undefined),
    });
    const due = isDoubled ? 2 * dish.estimatedAvgCalories : undefined;
    getDish(iteration, time, ({ estimatedAvgCalories: got }) =>
      due === undefined || Math.abs(got - due) <= ROUNDING_KCAL
        ? undefined
        : `calories of the doubled dish: expected ${due}, got ${got}`,
    );
    deleteFood(iteration, { body: { time } });
  },
);

/** The request that doubles the dish at a time. */
export function doubled(time: number) {
  return {
    time,
    userEmail: user.email,
    percentage: 200,
    isTryManually: false,
    manualFoodName: '',
    manualInsight: '',
    manualComponents: [],
    imageId: '',
    addedSugarTsp: 0,
  };
}
