import { setting } from 'loadline';
import { HttpServer } from 'loadline/http';
import { GetAlcoholLatestResponse, GetAlcoholRangeResponse } from '../../gen/http/decode/chater/alcohol';
import { CustomDateFoodResponse, RecommendationResponse } from '../../gen/http/decode/chater/eater';
import { FoodHealthLevelResponse } from '../../gen/http/decode/chater/food_health_level';
import {
  DeleteFoodResponse,
  ManualWeightResponse,
  ModifyFoodRecordResponse,
} from '../../gen/http/decode/chater/food_record';
import { FeedbackResponse, SetLanguageResponse } from '../../gen/http/decode/chater/settings';
import { TodayFood } from '../../gen/http/decode/chater/today_food';
import { GetAlcoholRangeRequest } from '../../gen/http/encode/chater/alcohol';
import { CustomDateFoodRequest, RecommendationRequest } from '../../gen/http/encode/chater/eater';
import { FoodHealthLevelRequest } from '../../gen/http/encode/chater/food_health_level';
import {
  DeleteFoodRequest,
  ManualWeightRequest,
  ModifyFoodRecordRequest,
} from '../../gen/http/encode/chater/food_record';
import { FeedbackRequest, SetLanguageRequest } from '../../gen/http/encode/chater/settings';
import { photoBody } from './photo';
import { user } from './user';

export const diary = new HttpServer(() => setting('EATER_TARGET_HOST'));

/** Headers by the content type of the body. The bodies with a gRPC content type have no frame and no trailers either. */
const protobuf = { authorization: user.authorization, 'content-type': 'application/protobuf' };
const grpcLabelled = { authorization: user.authorization, 'content-type': 'application/grpc+proto' };

/** Expected reply. `success = false` is an empty body, with status 200. */
const isSuccess = { message: { success: true } };

/** Adds a dish by its photo. A failure ends the iteration, which cannot continue without the dish. */
export const sendPhoto = diary.call<{ timeMs: number }, { status: string }>({
  method: 'POST',
  route: '/eater_receive_photo',
  headers: protobuf,
  body: photoBody,
  reply: 'json',
  expect: { json: { status: 'Success' } },
  endsJourney: true,
});

/** Reads what was eaten today. */
export const getToday = diary.call<undefined, TodayFood>({
  method: 'GET',
  route: '/eater_get_today',
  headers: protobuf,
  reply: TodayFood,
});

/** Reads what was eaten on a day, dd-mm-yyyy. */
export const getFoodOfDate = diary.call<CustomDateFoodRequest, CustomDateFoodResponse>({
  method: 'POST',
  route: '/get_food_custom_date',
  headers: protobuf,
  body: CustomDateFoodRequest,
  reply: CustomDateFoodResponse,
});

/** Changes a dish. */
export const modifyFood = diary.call<ModifyFoodRecordRequest, ModifyFoodRecordResponse>({
  method: 'POST',
  route: '/modify_food_record',
  headers: grpcLabelled,
  body: ModifyFoodRecordRequest,
  reply: ModifyFoodRecordResponse,
  expect: isSuccess,
});

/** Deletes a dish. The call also succeeds when there is no such dish. */
export const deleteFood = diary.call<DeleteFoodRequest, DeleteFoodResponse>({
  method: 'POST',
  route: '/delete_food',
  headers: grpcLabelled,
  body: DeleteFoodRequest,
  reply: DeleteFoodResponse,
  expect: isSuccess,
});

/** Records a weight. */
export const addWeight = diary.call<ManualWeightRequest, ManualWeightResponse>({
  method: 'POST',
  route: '/manual_weight',
  headers: grpcLabelled,
  body: ManualWeightRequest,
  reply: ManualWeightResponse,
  expect: isSuccess,
});

/** Asks for a recommendation of what to eat. */
export const getRecommendation = diary.call<RecommendationRequest, RecommendationResponse>({
  method: 'POST',
  route: '/get_recommendation',
  headers: protobuf,
  body: RecommendationRequest,
  reply: RecommendationResponse,
});

/** Sets the language of the replies to the user. */
export const setLanguage = diary.call<SetLanguageRequest, SetLanguageResponse>({
  method: 'POST',
  route: '/set_language',
  headers: grpcLabelled,
  body: SetLanguageRequest,
  reply: SetLanguageResponse,
  expect: isSuccess,
});

/** Reads what was drunk today. */
export const getAlcoholLatest = diary.call<undefined, GetAlcoholLatestResponse>({
  method: 'GET',
  route: '/alcohol_latest',
  headers: grpcLabelled,
  reply: GetAlcoholLatestResponse,
});

/** Reads what was drunk from one day to another, both dd-mm-yyyy. */
export const getAlcoholRange = diary.call<GetAlcoholRangeRequest, GetAlcoholRangeResponse>({
  method: 'POST',
  route: '/alcohol_range',
  headers: grpcLabelled,
  body: GetAlcoholRangeRequest,
  reply: GetAlcoholRangeResponse,
});

/** Sends feedback about the diary. */
export const sendFeedback = diary.call<FeedbackRequest, FeedbackResponse>({
  method: 'POST',
  route: '/feedback',
  headers: grpcLabelled,
  body: FeedbackRequest,
  reply: FeedbackResponse,
  expect: isSuccess,
});

/** Asks how healthy a dish is. For an unknown dish the server sends empty texts, with status 200. */
export const getHealthLevel = diary.call<FoodHealthLevelRequest, FoodHealthLevelResponse>({
  method: 'POST',
  route: '/food_health_level',
  headers: protobuf,
  body: FoodHealthLevelRequest,
  reply: FoodHealthLevelResponse,
});

interface Identity {
  readonly provider: string;
  readonly idToken: string;
  readonly email: string;
  readonly name: string;
  readonly profilePictureURL: string;
}

/** Reply to a sign-in. A refusal has `error` only; a success has the other fields. */
interface SignedIn {
  readonly token?: string;
  readonly error?: string;
}

/** Signs in with the identity token of a provider. */
export const signIn = diary.call<Identity, SignedIn>({
  method: 'POST',
  route: '/eater_auth',
  body: 'json',
  reply: 'json',
});
