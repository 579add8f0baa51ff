import { request } from 'k6/http';
import { type Caller, CallRecorder, now, type ProbeStatus, REFUSALS, setting, timeLeft } from 'loadline';
import { bodyBytes, encoded, hasReply, statusCause, transportCause } from 'loadline/http';
import {
  DeleteFoodRequest,
  ManualWeightRequest,
  ModifyFoodRecordRequest,
} from '../../../gen/http/encode/chater/food_record';
import { FeedbackRequest, SetLanguageRequest } from '../../../gen/http/encode/chater/settings';
import { diary } from '../api';
import { doubled } from '../full-flow';
import { photoBody } from '../photo';
import { user } from '../user';
import type { ProbedCall } from './matrix';

/** The change that a probe makes if it is not refused. */
export interface Deed {
  /** Time of the dish, in ms since the epoch. */
  readonly timeMs: number;
  /** Weight in kg. */
  readonly weight: number;
  readonly feedback: string;
}

/** Reply to a call that should be refused. */
export interface Attempt {
  readonly status: ProbeStatus;
  /** Whether the body is a message of the diary, whatever the status. Refusals are JSON or text. */
  readonly isMessage: boolean;
}

const recorders: Record<string, CallRecorder> = {};

/**
 * Makes a call that should be refused. Unlike a call of the load, it expects a refusal, is never repeated, and logs nothing
 * that the server says, as that may quote the token.
 * @param authorization undefined: the header is not sent
 */
export function attempt(
  caller: Caller,
  call: ProbedCall,
  deed: Deed,
  authorization: string | undefined,
): Attempt {
  const start = now();
  const [method = '', route = ''] = call.split(' ');
  const body = bodyOf(call, deed);
  const headers = {
    'content-type': 'application/protobuf',
    ...(authorization !== undefined && { authorization }),
  };
  const response = request(
    method,
    diary.baseUrl() + route,
    body && (encoded(body, { encode: (bytes) => bytes }) as ArrayBuffer),
    { headers, responseType: 'text', redirects: 0, tags: { name: call }, timeout: timeLeft(caller, start) },
  );
  // Read once: k6 builds the headers again at each access.
  const { status: code, body: text, error, error_code, headers: received } = response;
  const isAccepted = code >= 200 && code < 300 && text !== FAILED;
  const broken = transportCause(error_code, error, code);
  const status = broken ?? (isAccepted ? 'OK' : statusCause(code));
  recorders[call] ??= new CallRecorder(call);
  const detail = isAccepted
    ? 'it was accepted, and ought to be refused'
    : 'it was neither accepted nor refused';
  const cause = status === 'OK' ? 'wrong_reply' : status;
  recorders[call].record(caller, now() - start, REFUSALS.includes(status) ? undefined : { cause, detail });
  if (hasReply(broken)) recorders[call].recordSize(caller, bodyBytes(method, code, received));
  const type = received['Content-Type'] ?? '';
  return { status, isMessage: /^application\/(protobuf|grpc)/.test(type) && text !== '' };
}

/** Body of a reply with status 200 whose handler failed. */
const FAILED = 'Failed';

function bodyOf(call: ProbedCall, { timeMs, weight, feedback }: Deed): Uint8Array | null {
  const userEmail = user.email;
  switch (call) {
    case 'POST /eater_receive_photo':
      return photoBody.encode({ timeMs });
    case 'POST /modify_food_record':
      return ModifyFoodRecordRequest.encode(doubled(timeMs)).finish();
    case 'POST /delete_food':
      return DeleteFoodRequest.encode({ time: timeMs }).finish();
    case 'POST /manual_weight':
      return ManualWeightRequest.encode({ weight, userEmail }).finish();
    case 'POST /set_language':
      return SetLanguageRequest.encode({
        userEmail,
        languageCode: setting('TEST_LANGUAGE_CODE'),
      }).finish();
    case 'POST /feedback':
      return FeedbackRequest.encode({ time: `${Date.now()}`, userEmail, feedback }).finish();
    default:
      return null;
  }
}
