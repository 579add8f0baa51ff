// The journeys of bench/suites/http/diary.ts as a k6 user writes them by hand: same calls and codecs, same rate, same virtual
// users, same deadline, a check on each status and the reply; each virtual user keeps its connections, and redirects are not
// followed. Bundled by bench/http.js, as k6 finds no packages by itself.
import { check } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import {
  GetAlcoholLatestResponse,
  GetAlcoholRangeResponse,
} from '../../src/gen/http/decode/chater/alcohol.ts';
import { CustomDateFoodResponse } from '../../src/gen/http/decode/chater/eater.ts';
import { DeleteFoodResponse } from '../../src/gen/http/decode/chater/food_record.ts';
import { FeedbackResponse, SetLanguageResponse } from '../../src/gen/http/decode/chater/settings.ts';
import { GetAlcoholRangeRequest } from '../../src/gen/http/encode/chater/alcohol.ts';
import { CustomDateFoodRequest, PhotoMessage } from '../../src/gen/http/encode/chater/eater.ts';
import { DeleteFoodRequest } from '../../src/gen/http/encode/chater/food_record.ts';
import { FeedbackRequest, SetLanguageRequest } from '../../src/gen/http/encode/chater/settings.ts';

const HOST = __ENV.TARGET_HOST;
const USERS = Number(__ENV.USERS);
const VUS = Math.ceil(USERS / 0.3) + 1;
const EMAIL = __ENV.TEST_USER_EMAIL;

export const options = {
  scenarios: {
    [__ENV.TAGS]: {
      executor: 'constant-arrival-rate',
      exec: __ENV.TAGS,
      rate: USERS,
      timeUnit: '300ms',
      duration: __ENV.DURATION,
      preAllocatedVUs: VUS,
      maxVUs: VUS,
    },
  },
  thresholds: { checks: ['rate>0.99'], http_req_duration: ['p(95)<500'] },
};

const params = (name, type) => ({
  headers: { authorization: `Bearer ${__ENV.TEST_USER_TOKEN}`, 'content-type': type },
  responseType: 'binary',
  timeout: '5s',
  redirects: 0,
  tags: { name },
});
const PROTOBUF = 'application/protobuf';
const GRPC = 'application/grpc+proto';
const FOOD = params('POST /get_food_custom_date', PROTOBUF);
const LANGUAGE = params('POST /set_language', GRPC);
const LATEST = params('GET /alcohol_latest', GRPC);
const RANGE = params('POST /alcohol_range', GRPC);
const FEEDBACK = params('POST /feedback', GRPC);
const PHOTO = { ...params('POST /eater_receive_photo', PROTOBUF), responseType: 'text' };
const DELETE = params('POST /delete_food', GRPC);

function post(path, codec, message, params) {
  return http.post(HOST + path, codec.encode(message).finish().buffer, params);
}

const decoded = (response, codec) => codec.decode(new Uint8Array(response.body));
const isRead = (codec) => ({ 'is read': (r) => r.status === 200 && decoded(r, codec) !== undefined });
const isSuccess = (codec) => ({
  'is a success': (r) => r.status === 200 && decoded(r, codec).success === true,
});

export function small() {
  const food = post('/get_food_custom_date', CustomDateFoodRequest, { date: __ENV.TEST_CUSTOM_DATE }, FOOD);
  check(food, isRead(CustomDateFoodResponse));
  const language = { userEmail: EMAIL, languageCode: 'en' };
  check(post('/set_language', SetLanguageRequest, language, LANGUAGE), isSuccess(SetLanguageResponse));
  check(http.get(`${HOST}/alcohol_latest`, LATEST), isRead(GetAlcoholLatestResponse));
  const range = { startDate: __ENV.TEST_ALCOHOL_START, endDate: __ENV.TEST_ALCOHOL_END };
  check(post('/alcohol_range', GetAlcoholRangeRequest, range, RANGE), isRead(GetAlcoholRangeResponse));
  const text = `Load test [hand ${exec.scenario.iterationInTest}]`;
  const feedback = { time: `${Date.now()}`, userEmail: EMAIL, feedback: text };
  check(post('/feedback', FeedbackRequest, feedback, FEEDBACK), isSuccess(FeedbackResponse));
}

const photoData = __ENV.TAGS === 'photo' ? new Uint8Array(open(__ENV.TEST_PHOTO_PATH, 'b')) : undefined;

export function photo() {
  const time = Date.now() - (Date.now() % 86_400_000) + exec.scenario.iterationInTest;
  const message = { time: `${time}`, photoData, photoType: 'default_prompt' };
  const added = post('/eater_receive_photo', PhotoMessage, message, PHOTO);
  const isAdded = check(added, { 'is added': (r) => r.status === 200 && r.json().status === 'Success' });
  if (!isAdded) return;
  check(post('/delete_food', DeleteFoodRequest, { time }, DELETE), isSuccess(DeleteFoodResponse));
}
