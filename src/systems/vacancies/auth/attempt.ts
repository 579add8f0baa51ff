import { type GrpcError, Stream } from 'k6/net/grpc';
import { type Caller, CallRecorder, now, type ProbeStatus, REFUSALS, timeLeft } from 'loadline';
import { GRPC_STATUS, type RequestOf } from 'loadline/grpc';
import type { VacancyService } from '../../../gen/json/vacancies/vacancy_service';
import { server } from '../api';

type UnaryCall = 'CreateVacancy' | 'GetVacancy' | 'UpdateVacancy' | 'DeleteVacancy';

/** Reply to a call that should be refused, with the records that it returned. */
export interface Attempt {
  readonly status: ProbeStatus;
  readonly messages: number;
}

const recorders: Record<string, CallRecorder> = {};

/**
 * Makes a call that should be refused. Unlike a call of the load, it expects a refusal, renews no session, and logs nothing
 * that the server says, as that may quote the token.
 * @param authorization undefined: the metadata is not sent
 */
export function attempt<Call extends UnaryCall>(
  caller: Caller,
  call: Call,
  request: RequestOf<VacancyService, Call>,
  authorization: string | undefined,
): Attempt {
  const start = now();
  const refused = server.connect(timeLeft(caller, start));
  if (refused) return record(caller, call, start, refused.cause, 0);
  const params = { metadata: metadataOf(authorization), timeout: timeLeft(caller, now()) };
  const response = server.client.invoke(`pb.VacancyService/${call}`, request, params);
  return record(caller, call, start, statusName(response.status), response.error ? 0 : 1);
}

/** Like {@link attempt}, for a listing, which is read to its end. */
export async function attemptListing(
  caller: Caller,
  request: RequestOf<VacancyService, 'GetVacancies'>,
  authorization: string | undefined,
): Promise<Attempt> {
  const start = now();
  const refused = server.connect(timeLeft(caller, start));
  if (refused) return record(caller, 'GetVacancies', start, refused.cause, 0);
  const params = { metadata: metadataOf(authorization), timeout: timeLeft(caller, now()) };
  const stream = new Stream(server.client, 'pb.VacancyService/GetVacancies', params);
  let messages = 0;
  let status: ProbeStatus = 'OK';
  await new Promise<void>((done) => {
    stream.on('data', () => {
      messages += 1;
    });
    stream.on('error', (error) => {
      status = statusName((error as GrpcError).code);
    });
    stream.on('end', () => done());
    stream.write(request);
    stream.end();
  });
  return record(caller, 'GetVacancies', start, status, messages);
}

function metadataOf(authorization: string | undefined): Record<string, string> {
  return authorization === undefined ? {} : { authorization };
}

function statusName(code: unknown): ProbeStatus {
  return GRPC_STATUS[Number(code)] ?? 'UNKNOWN';
}

function record(caller: Caller, call: string, start: number, status: ProbeStatus, messages: number): Attempt {
  if (status === 'UNAVAILABLE') server.disconnect();
  const cause = status === 'OK' || status === 'not_tried' ? 'wrong_reply' : status;
  const detail =
    status === 'OK' ? 'it was accepted, and ought to be refused' : 'it was neither accepted nor refused';
  recorders[call] ??= new CallRecorder(call);
  recorders[call].record(caller, now() - start, REFUSALS.includes(status) ? undefined : { cause, detail });
  return { status, messages };
}
