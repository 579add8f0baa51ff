import { Hono } from 'hono';
import {
  CustomDateFoodRequest,
  CustomDateFoodResponse,
  PhotoMessage,
  RecommendationRequest,
  RecommendationResponse,
} from '../../gen/chater/eater';
import { FoodHealthLevelRequest, FoodHealthLevelResponse } from '../../gen/chater/food_health_level';
import { TodayFood } from '../../gen/chater/today_food';
import { evenShare } from '../even-share';
import { bareText } from '../http/bodies';
import type { ServiceEnv, ServiceRoutes } from '../http/service-app';
import { type BackEnd, PATIENCE_MS } from './back-end';
import type { ChaterServiceOptions } from './chater-service-options';
import { dayOf, readDay, readPhotoTime } from './days';
import type { FoodStore } from './food-store';
import type { Guard, UserHandler } from './guard';
import { isImage } from './photo';
import { decode, protobuf } from './replies';

const DAY_MS = 86_400_000;
const FOOD_PHOTO = 'default_prompt';
const WEIGHT_PHOTO = 'weight_prompt';
/** Weight in kg that is read from a photo of a scale. */
const SCALE_WEIGHT = 70.5;

/** The parts that the routes use. */
export interface ChaterParts {
  store: FoodStore;
  guard: Guard;
  answered: BackEnd;
  options: ChaterServiceOptions;
}

/** Routes that take photos and show what was eaten. */
export function foodRoutes(parts: ChaterParts): ServiceRoutes {
  const { guard } = parts;
  return new Hono<ServiceEnv>()
    .post('/eater_receive_photo', guard.limited(receivePhoto(parts)))
    .get('/eater_get_today', guard.user(today(parts)))
    .post('/get_food_custom_date', guard.user(customDate(parts)))
    .post('/get_recommendation', guard.limited(recommendation(parts)))
    .post('/food_health_level', guard.user(healthLevel(parts)));
}

function receivePhoto({ store, answered, options }: ChaterParts): UserHandler {
  const isNoFood = evenShare(options.notFoodShare);
  return async (c, email) => {
    const wrong = (error: string) => c.json({ message: 'Failed to process the photo', error }, 400);
    const message = decode(c, PhotoMessage, () => wrong('Error parsing message'));
    const isFood = message.photoType === FOOD_PHOTO;
    if (!isFood && message.photoType !== WEIGHT_PHOTO)
      return wrong(`Unknown photo type: ${message.photoType}`);
    if (!isImage(message.photoData)) return wrong('cannot identify image file');
    const timeMs = readPhotoTime(message.time);
    if (!(await answered(c, PATIENCE_MS.photo))) return bareText(c, 'Timeout', 408);
    if (timeMs > Date.now() + DAY_MS) return c.json({ error: 'The time is in the future' }, 400);
    if (isNoFood()) return c.json({ error: 'This does not look like food' }, 400);
    if (isFood) store.addPhoto(email, timeMs);
    else store.addWeight(email, SCALE_WEIGHT);
    return c.json({ status: 'Success', user_email: email });
  };
}

function today({ store, answered }: ChaterParts): UserHandler {
  return async (c, email) => {
    if (!(await answered(c, PATIENCE_MS.today))) return bareText(c, 'Service unavailable', 503);
    const { dishes, total, weight } = store.day(email, dayOf(Date.now()));
    return protobuf(c, 200, TodayFood, { dishesToday: dishes, totalForDay: total, personWeight: weight });
  };
}

function customDate({ store, answered }: ChaterParts): UserHandler {
  return async (c, email) => {
    const { date } = decode(c, CustomDateFoodRequest, () => bareText(c, 'Failed to parse the request', 500));
    if (date === '') return bareText(c, 'Date is required', 400);
    if (!(await answered(c, PATIENCE_MS.usual))) return bareText(c, 'No answer', 500);
    const { dishes, total, weight } = store.day(email, readDay(date));
    return protobuf(c, 200, CustomDateFoodResponse, {
      dishesForDate: dishes,
      totalForDay: total,
      personWeight: weight,
    });
  };
}

/** Gives one recommendation per user and UTC day: only the first call of a day waits for the back end. */
function recommendation({ answered }: ChaterParts): UserHandler {
  const days = new Map<string, number>();
  return async (c, email) => {
    const failed = () => bareText(c, 'Failed to get a recommendation', 500);
    const { days: span } = decode(c, RecommendationRequest, failed);
    const isCached = days.get(email) === dayOf(Date.now());
    if (!isCached && !(await answered(c, PATIENCE_MS.recommendation))) return failed();
    days.set(email, dayOf(Date.now()));
    const advice = `Over ${Math.max(1, span)} days: more vegetables, less sugar.`;
    return protobuf(c, 200, RecommendationResponse, { recommendation: advice });
  };
}

/** A call without an answer of the back end, or for an unknown dish, gets empty texts with status 200. */
function healthLevel({ store, answered }: ChaterParts): UserHandler {
  return async (c, email) => {
    const empty: FoodHealthLevelResponse = { title: '', description: '', healthSummary: '' };
    const { time } = decode(c, FoodHealthLevelRequest, () =>
      protobuf(c, 500, FoodHealthLevelResponse, empty),
    );
    const isAnswered = await answered(c, PATIENCE_MS.usual);
    const dish = isAnswered ? store.dish(email, time) : undefined;
    if (dish === undefined) return protobuf(c, 200, FoodHealthLevelResponse, empty);
    return protobuf(c, 200, FoodHealthLevelResponse, {
      title: dish.dishName,
      description: `Made of ${dish.ingredients.join(', ')}`,
      healthSummary: JSON.stringify({ rating: dish.healthRating, calories: dish.estimatedAvgCalories }),
    });
  };
}
