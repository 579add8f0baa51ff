import { Hono } from 'hono';
import {
  GetAlcoholLatestResponse,
  GetAlcoholRangeRequest,
  GetAlcoholRangeResponse,
} from '../../gen/chater/alcohol';
import {
  DeleteFoodRequest,
  DeleteFoodResponse,
  ManualWeightRequest,
  ManualWeightResponse,
  ModifyFoodRecordRequest,
  ModifyFoodRecordResponse,
} from '../../gen/chater/food_record';
import {
  FeedbackRequest,
  FeedbackResponse,
  SetLanguageRequest,
  SetLanguageResponse,
} from '../../gen/chater/settings';
import type { ServiceEnv, ServiceRoutes } from '../http/service-app';
import { noAnswer, PATIENCE_MS } from './back-end';
import { dayOf, readDay } from './days';
import type { ChaterParts } from './food-routes';
import type { UserHandler } from './guard';
import { decode, grpcLabelled, requireBody } from './replies';

const FAILED = { success: false };
const DONE = { success: true };

/** Routes that change records and settings, and those about drinks. */
export function recordRoutes(parts: ChaterParts): ServiceRoutes {
  const { guard } = parts;
  return new Hono<ServiceEnv>()
    .post('/modify_food_record', guard.user(modify(parts)))
    .post('/delete_food', guard.user(deleteFood(parts)))
    .post('/manual_weight', guard.user(manualWeight(parts)))
    .post('/set_language', guard.user(setLanguage()))
    .post('/feedback', guard.user(feedback()))
    .get('/alcohol_latest', guard.user(alcoholLatest(parts)))
    .post('/alcohol_range', guard.user(alcoholRange(parts)));
}

function modify({ store, answered }: ChaterParts): UserHandler {
  return async (c, email) => {
    requireBody(c);
    const failed = () => grpcLabelled(c, 500, ModifyFoodRecordResponse, FAILED);
    const change = decode(c, ModifyFoodRecordRequest, failed);
    // A photo that is analysed again takes as long as a new one.
    const patienceMs = change.imageId === '' ? PATIENCE_MS.usual : PATIENCE_MS.photo;
    if (!(await answered(c, patienceMs))) return failed();
    store.modify(email, change.time, {
      percentage: change.percentage,
      name: change.isTryManually ? change.manualFoodName : '',
      ingredients: change.isTryManually ? change.manualComponents : [],
      sugarSpoons: change.addedSugarTsp,
    });
    return grpcLabelled(c, 200, ModifyFoodRecordResponse, DONE);
  };
}

function deleteFood({ store, answered }: ChaterParts): UserHandler {
  return async (c, email) => {
    requireBody(c);
    const failed = () => grpcLabelled(c, 500, DeleteFoodResponse, FAILED);
    const { time } = decode(c, DeleteFoodRequest, failed);
    if (!(await answered(c, PATIENCE_MS.usual))) return failed();
    store.delete(email, time);
    return grpcLabelled(c, 200, DeleteFoodResponse, DONE);
  };
}

/** Uses the e-mail of the body, not the token's, as the real system does. */
function manualWeight({ store }: ChaterParts): UserHandler {
  return (c) => {
    requireBody(c);
    const failed = () => grpcLabelled(c, 500, ManualWeightResponse, FAILED);
    const { weight, userEmail } = decode(c, ManualWeightRequest, failed);
    store.addWeight(userEmail, weight);
    return grpcLabelled(c, 200, ManualWeightResponse, DONE);
  };
}

/** Stores the language of a user. No call reads it. */
function setLanguage(): UserHandler {
  const languages = new Map<string, string>();
  return (c, email) => {
    const failed = () => grpcLabelled(c, 500, SetLanguageResponse, FAILED);
    const code = decode(c, SetLanguageRequest, failed).languageCode.toLowerCase();
    languages.set(email, /^[a-z]{2}$/.test(code) ? code : 'en');
    return grpcLabelled(c, 200, SetLanguageResponse, DONE);
  };
}

function feedback(): UserHandler {
  return (c) => {
    requireBody(c);
    const message = decode(c, FeedbackRequest, () => grpcLabelled(c, 500, FeedbackResponse, FAILED));
    if (message.feedback.trim() === '') return grpcLabelled(c, 400, FeedbackResponse, FAILED);
    return grpcLabelled(c, 200, FeedbackResponse, DONE);
  };
}

function alcoholLatest({ store, answered }: ChaterParts): UserHandler {
  return async (c, email) => {
    if (!(await answered(c, PATIENCE_MS.usual))) {
      return grpcLabelled(c, 500, GetAlcoholLatestResponse, { todaySummary: undefined });
    }
    const today = dayOf(Date.now());
    const drinks = store.drinks(email, today, today);
    const todaySummary = {
      totalDrinks: drinks.length,
      totalCalories: drinks.reduce((sum, { dish }) => sum + dish.estimatedAvgCalories, 0),
      drinksOfDay: drinks.map(({ dish }) => dish.dishName),
    };
    return grpcLabelled(c, 200, GetAlcoholLatestResponse, { todaySummary });
  };
}

/** Without both dates the back end never answers. */
function alcoholRange({ store, answered, options }: ChaterParts): UserHandler {
  return async (c, email) => {
    const failed = () => grpcLabelled(c, 500, GetAlcoholRangeResponse, { events: [] });
    const { startDate, endDate } = decode(c, GetAlcoholRangeRequest, failed);
    if (startDate === '' || endDate === '') {
      await noAnswer(c, PATIENCE_MS.usual, options);
      return failed();
    }
    if (!(await answered(c, PATIENCE_MS.usual))) return failed();
    const [from, to] = [readDay(startDate), readDay(endDate)];
    const drinks = from === undefined || to === undefined ? [] : store.drinks(email, from, to);
    const events = drinks.map(({ dish, date }) => ({
      time: dish.time,
      date,
      drinkName: dish.dishName,
      calories: dish.estimatedAvgCalories,
      quantity: 1,
    }));
    return grpcLabelled(c, 200, GetAlcoholRangeResponse, { events });
  };
}
