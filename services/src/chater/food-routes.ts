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
import { type HttpReply, json, text } from '../http/exchange';
import type { HttpRoutes } from '../http/router';
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
/** What a photo of a scale is found to show. */
const SCALE_WEIGHT = 70.5;

/** What the calls work with. */
export interface ChaterParts {
  store: FoodStore;
  guard: Guard;
  answered: BackEnd;
  options: ChaterServiceOptions;
}

/** The calls that take photos and show what was eaten. */
export function foodRoutes(parts: ChaterParts): HttpRoutes {
  const { guard } = parts;
  return {
    'POST /eater_receive_photo': guard.limited(receivePhoto(parts)),
    'GET /eater_get_today': guard.user(today(parts)),
    'POST /get_food_custom_date': guard.user(customDate(parts)),
    'POST /get_recommendation': guard.limited(recommendation(parts)),
    'POST /food_health_level': guard.user(healthLevel(parts)),
  };
}

function receivePhoto({ store, answered, options }: ChaterParts): UserHandler {
  const isNoFood = evenShare(options.notFoodShare);
  return async (request, email) => {
    const wrong = (error: string) => json(400, { message: 'Failed to process the photo', error });
    const message = decode(PhotoMessage, request.body, wrong('Error parsing message'));
    const isFood = message.photoType === FOOD_PHOTO;
    if (!isFood && message.photoType !== WEIGHT_PHOTO)
      return wrong(`Unknown photo type: ${message.photoType}`);
    if (!isImage(message.photoData)) return wrong('cannot identify image file');
    const timeMs = readPhotoTime(message.time);
    if (!(await answered(request, PATIENCE_MS.photo))) return text(408, 'Timeout');
    if (timeMs > Date.now() + DAY_MS) return json(400, { error: 'The time is in the future' });
    if (isNoFood()) return json(400, { error: 'This does not look like food' });
    if (isFood) store.addPhoto(email, timeMs);
    else store.addWeight(email, SCALE_WEIGHT);
    return json(200, { status: 'Success', user_email: email });
  };
}

function today({ store, answered }: ChaterParts): UserHandler {
  return async (request, email) => {
    if (!(await answered(request, PATIENCE_MS.today))) return text(503, 'Service unavailable');
    const { dishes, total, weight } = store.day(email, dayOf(Date.now()));
    return protobuf(200, TodayFood, { dishesToday: dishes, totalForDay: total, personWeight: weight });
  };
}

function customDate({ store, answered }: ChaterParts): UserHandler {
  return async (request, email) => {
    const { date } = decode(CustomDateFoodRequest, request.body, text(500, 'Failed to parse the request'));
    if (date === '') return text(400, 'Date is required');
    if (!(await answered(request, PATIENCE_MS.usual))) return text(500, 'No answer');
    const { dishes, total, weight } = store.day(email, readDay(date));
    return protobuf(200, CustomDateFoodResponse, {
      dishesForDate: dishes,
      totalForDay: total,
      personWeight: weight,
    });
  };
}

/** One recommendation per user and UTC day: only the first call of a day waits. */
function recommendation({ answered }: ChaterParts): UserHandler {
  const days = new Map<string, number>();
  return async (request, email) => {
    const failed = text(500, 'Failed to get a recommendation');
    const { days: span } = decode(RecommendationRequest, request.body, failed);
    const isCached = days.get(email) === dayOf(Date.now());
    if (!isCached && !(await answered(request, PATIENCE_MS.recommendation))) return failed;
    days.set(email, dayOf(Date.now()));
    const advice = `Over ${Math.max(1, span)} days: more vegetables, less sugar.`;
    return protobuf(200, RecommendationResponse, { recommendation: advice });
  };
}

/** Whoever has no answer and whoever asks for an unknown dish gets empty texts, with 200. */
function healthLevel({ store, answered }: ChaterParts): UserHandler {
  return async (request, email): Promise<HttpReply> => {
    const empty: FoodHealthLevelResponse = { title: '', description: '', healthSummary: '' };
    const { time } = decode(
      FoodHealthLevelRequest,
      request.body,
      protobuf(500, FoodHealthLevelResponse, empty),
    );
    const isAnswered = await answered(request, PATIENCE_MS.usual);
    const dish = isAnswered ? store.dish(email, time) : undefined;
    if (dish === undefined) return protobuf(200, FoodHealthLevelResponse, empty);
    return protobuf(200, FoodHealthLevelResponse, {
      title: dish.dishName,
      description: `Made of ${dish.ingredients.join(', ')}`,
      healthSummary: JSON.stringify({ rating: dish.healthRating, calories: dish.estimatedAvgCalories }),
    });
  };
}
