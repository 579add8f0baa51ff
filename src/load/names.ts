/** gRPC status names by code (google.rpc.Code); the cause of a call that the server answered with one of them. */
export const GRPC_STATUS = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type GrpcStatus = (typeof GRPC_STATUS)[number];

/** Causes that no server answered: lower case, so that they cannot be taken for a status. */
export const OWN_CAUSES = [
  'connection_refused',
  'dns',
  'tls',
  'connect_timeout',
  'connection_failed',
  'wrong_reply',
  'journey_timeout',
  'script_error',
] as const;

/** Why a call or a pass failed. Bounded, as it is a metric tag. */
export type Cause = GrpcStatus | (typeof OWN_CAUSES)[number];

/** Every cause a failure can have. */
export const CAUSES: readonly Cause[] = [...GRPC_STATUS.slice(1), ...OWN_CAUSES];

/** The part of a run in which a call happened. Only `load` is judged. */
export type Phase = 'setup' | 'load' | 'teardown';

/** Names of the metrics, as they stand in k6's outputs. */
export const METRIC = {
  callDuration: 'call_duration',
  callFailed: 'call_failed',
  callFailures: 'call_failures',
  calls: 'calls',
  streamFirstMessage: 'stream_first_message',
  streamDuration: 'stream_duration',
  streamMessages: 'stream_messages',
  journeyDuration: 'journey_duration',
  journeyResponse: 'journey_response',
  journeyFailed: 'journey_failed',
  journeyFailures: 'journey_failures',
  journeys: 'journeys',
  scheduleDelay: 'schedule_delay',
  generatorLag: 'generator_lag',
  scriptErrors: 'script_errors',
  sessionsRenewed: 'sessions_renewed',
  retries: 'retries',
  recordsLeft: 'records_left',
  /** k6's own: arrivals that found no free virtual user. */
  dropped: 'dropped_iterations',
} as const;

/** A metric narrowed by tags, written the way k6 selects a sub-metric: `calls{call:GetVacancy,phase:load}`. */
export function selector(metric: string, tags: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(tags).map(([tag, value]) => `${tag}:${value}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
