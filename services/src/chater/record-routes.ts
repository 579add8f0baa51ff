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
import type { HttpRoutes } from '../http/router';
import { noAnswer, PATIENCE_MS } from './back-end';
import { dayOf, readDay } from './days';
import type { ChaterParts } from './food-routes';
import type { UserHandler } from './guard';
import { decode, grpcLabelled, requireBody } from './replies';

const FAILED = { success: false };
const DONE = { success: true };

/** The calls that change records and settings, and those about drinks. */
export function recordRoutes(parts: ChaterParts): HttpRoutes {
  const { guard } = parts;
  return {
    'POST /modify_food_record': guard.user(modify(parts)),
    'POST /delete_food': guard.user(deleteFood(parts)),
    'POST /manual_weight': guard.user(manualWeight(parts)),
    'POST /set_language': guard.user(setLanguage()),
    'POST /feedback': guard.user(feedback()),
    'GET /alcohol_latest': guard.user(alcoholLatest(parts)),
    'POST /alcohol_range': guard.user(alcoholRange(parts)),
  };
}

function modify({ store, answered }: ChaterParts): UserHandler {
  return async (request, email) => {
    requireBody(request.body);
    const failed = grpcLabelled(500, ModifyFoodRecordResponse, FAILED);
    const change = decode(ModifyFoodRecordRequest, request.body, failed);
    // A photo that is looked at again takes as long as a new one.
    const patienceMs = change.imageId === '' ? PATIENCE_MS.usual : PATIENCE_MS.photo;
    if (!(await answered(request, patienceMs))) return failed;
    store.modify(email, change.time, {
      percentage: change.percentage,
      name: change.isTryManually ? change.manualFoodName : '',
      ingredients: change.isTryManually ? change.manualComponents : [],
      sugarSpoons: change.addedSugarTsp,
    });
    return grpcLabelled(200, ModifyFoodRecordResponse, DONE);
  };
}

function deleteFood({ store, answered }: ChaterParts): UserHandler {
  return async (request, email) => {
    requireBody(request.body);
    const failed = grpcLabelled(500, DeleteFoodResponse, FAILED);
    const { time } = decode(DeleteFoodRequest, request.body, failed);
    if (!(await answered(request, PATIENCE_MS.usual))) return failed;
    store.delete(email, time);
    return grpcLabelled(200, DeleteFoodResponse, DONE);
  };
}

/** The e-mail of the body counts, not the token's: the real system does so. */
function manualWeight({ store }: ChaterParts): UserHandler {
  return ({ body }) => {
    requireBody(body);
    const failed = grpcLabelled(500, ManualWeightResponse, FAILED);
    const { weight, userEmail } = decode(ManualWeightRequest, body, failed);
    store.addWeight(userEmail, weight);
    return grpcLabelled(200, ManualWeightResponse, DONE);
  };
}

/** What language a user gets; nothing shows it again. */
function setLanguage(): UserHandler {
  const languages = new Map<string, string>();
  return ({ body }, email) => {
    const failed = grpcLabelled(500, SetLanguageResponse, FAILED);
    const code = decode(SetLanguageRequest, body, failed).languageCode.toLowerCase();
    languages.set(email, /^[a-z]{2}$/.test(code) ? code : 'en');
    return grpcLabelled(200, SetLanguageResponse, DONE);
  };
}

function feedback(): UserHandler {
  return ({ body }) => {
    requireBody(body);
    const message = decode(FeedbackRequest, body, grpcLabelled(500, FeedbackResponse, FAILED));
    if (message.feedback.trim() === '') return grpcLabelled(400, FeedbackResponse, FAILED);
    return grpcLabelled(200, FeedbackResponse, DONE);
  };
}

function alcoholLatest({ store, answered }: ChaterParts): UserHandler {
  return async (request, email) => {
    if (!(await answered(request, PATIENCE_MS.usual))) {
      return grpcLabelled(500, GetAlcoholLatestResponse, { todaySummary: undefined });
    }
    const today = dayOf(Date.now());
    const drinks = store.drinks(email, today, today);
    const todaySummary = {
      totalDrinks: drinks.length,
      totalCalories: drinks.reduce((sum, { dish }) => sum + dish.estimatedAvgCalories, 0),
      drinksOfDay: drinks.map(({ dish }) => dish.dishName),
    };
    return grpcLabelled(200, GetAlcoholLatestResponse, { todaySummary });
  };
}

/** Without both dates the back end never answers. */
function alcoholRange({ store, answered, options }: ChaterParts): UserHandler {
  return async (request, email) => {
    const failed = grpcLabelled(500, GetAlcoholRangeResponse, { events: [] });
    const { startDate, endDate } = decode(GetAlcoholRangeRequest, request.body, failed);
    if (startDate === '' || endDate === '') {
      await noAnswer(request, PATIENCE_MS.usual, options);
      return failed;
    }
    if (!(await answered(request, PATIENCE_MS.usual))) return failed;
    const [from, to] = [readDay(startDate), readDay(endDate)];
    const drinks = from === undefined || to === undefined ? [] : store.drinks(email, from, to);
    const events = drinks.map(({ dish, date }) => ({
      time: dish.time,
      date,
      drinkName: dish.dishName,
      calories: dish.estimatedAvgCalories,
      quantity: 1,
    }));
    return grpcLabelled(200, GetAlcoholRangeResponse, { events });
  };
}
