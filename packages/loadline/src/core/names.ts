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

/** What a call speaks. */
export type Protocol = 'grpc' | 'http';

/** Causes that no server named: lower case, so that they cannot be taken for a gRPC status. */
const CALL_CAUSES = [
  'connection_refused',
  'connection_reset',
  'dns',
  'tls',
  'connection_failed',
  /** The reply is not what the call says that it is, such as JSON or its protobuf message. */
  'decode_error',
  'wrong_reply',
] as const;

const GRPC_CAUSES = [
  'connect_timeout',
  /** A message is larger than its receiver takes, mostly a reply of more than 4 MiB: no quota, though its status is. */
  'message_too_large',
] as const;

/** Causes of calls that the load generator itself had no means to make: they say nothing of the tested system. */
export const GENERATOR_CAUSES = [
  /** EMFILE, ENFILE: no open file is left for a connection or a look-up. */
  'out_of_files',
  /** EADDRNOTAVAIL: no local port is left, or no local address leads there. */
  'out_of_ports',
  /** ENOBUFS: the kernel has no memory for the network. */
  'out_of_buffers',
] as const;

/** What a load generator can run out of. */
export type GeneratorCause = (typeof GENERATOR_CAUSES)[number];

/** A bad HTTP status is a cause of its own when clients meet it often; all others are `status_other`. */
const HTTP_CAUSES = [
  'timeout',
  'status_400',
  'status_401',
  'status_403',
  'status_404',
  'status_408',
  'status_409',
  'status_422',
  'status_429',
  'status_500',
  'status_502',
  'status_503',
  'status_504',
  'status_other',
  /** The answer broke off. */
  'truncated_body',
  /** As expected, but later than the call allows. */
  'too_slow',
] as const;

/** Causes of an iteration that no call has. */
const PASS_CAUSES = ['journey_timeout', 'script_error'] as const;

/** Causes that only journeys know which declare them: of work that the system does after its answer. */
const JOB_CAUSES = [
  'job_failed',
  'job_error',
  'job_timeout',
  /** The work never got a host to go on with, or one that the run may not contact, or that does not take the client. */
  'host_timeout',
  'host_not_allowed',
  'host_refused',
] as const;

/** Why an iteration failed although its calls did not. */
export type JobCause = (typeof JOB_CAUSES)[number];

/** Why a call or an iteration failed. Bounded, as it is a metric tag. */
export type Cause =
  | GrpcStatus
  | (typeof CALL_CAUSES)[number]
  | GeneratorCause
  | (typeof GRPC_CAUSES)[number]
  | (typeof HTTP_CAUSES)[number]
  | (typeof PASS_CAUSES)[number]
  | JobCause;

/** Causes of calls that found nobody to talk to. */
const UNREACHABLE: readonly Cause[] = [
  'connection_refused',
  'connection_reset',
  'connection_failed',
  'connect_timeout',
  'dns',
  'tls',
  'timeout',
  ...GENERATOR_CAUSES,
];

/** Causes of HTTP calls that got no whole reply. */
const NO_REPLY: readonly Cause[] = [...UNREACHABLE, 'truncated_body'];

/** Whether a call failed by the way to the server, and not by what the server said. */
export function isUnreachable(cause: Cause): boolean {
  return UNREACHABLE.includes(cause);
}

/** Whether an HTTP call got a whole reply, although it may have failed. */
export function hasReply(cause: Cause | undefined): boolean {
  return cause === undefined || !NO_REPLY.includes(cause);
}

/**
 * How many of an HTTP call's attempts got a whole reply.
 * @param causes failures by cause
 */
export function replies(count: number, causes: Readonly<Record<string, number>>): number {
  const lost = NO_REPLY.map((cause) => causes[cause] ?? 0);
  return lost.reduce((left, times) => left - times, count);
}

/** Every cause that a call of a protocol can fail by. */
export function causesOf(protocol: Protocol): readonly Cause[] {
  return protocol === 'grpc'
    ? [...GRPC_STATUS.slice(1), ...CALL_CAUSES, ...GRPC_CAUSES, ...GENERATOR_CAUSES]
    : [...CALL_CAUSES, ...HTTP_CAUSES, ...GENERATOR_CAUSES];
}

/**
 * Every cause that an iteration can fail by.
 * @param protocols those of its calls
 * @param own what its journey declares
 */
export function iterationCauses(protocols: readonly Protocol[], own: readonly JobCause[]): readonly Cause[] {
  return [...new Set([...protocols.flatMap(causesOf), ...PASS_CAUSES, ...own])];
}

/** Every cause there is. */
export function allCauses(): readonly Cause[] {
  return iterationCauses(['grpc', 'http'], JOB_CAUSES);
}

/** The part of a run in which a call happened. Only `load` is judged. */
export type Phase = 'setup' | 'load' | 'teardown';

/** Names of the metrics, as they stand in k6's outputs. */
export const METRIC = {
  callDuration: 'call_duration',
  callFailed: 'call_failed',
  callFailures: 'call_failures',
  /** Attempts; written only where a threshold is on their number, as `call_failed` has as many samples. */
  calls: 'calls',
  callBytes: 'call_bytes',
  callUnsized: 'call_unsized',
  streamFirstMessage: 'stream_first_message',
  streamDuration: 'stream_duration',
  streamMessages: 'stream_messages',
  journeyDuration: 'journey_duration',
  journeyResponse: 'journey_response',
  journeyFailed: 'journey_failed',
  journeyFailures: 'journey_failures',
  scheduleDelay: 'schedule_delay',
  generatorLag: 'generator_lag',
  scriptErrors: 'script_errors',
  sessionsRenewed: 'sessions_renewed',
  retries: 'retries',
  recordsLeft: 'records_left',
  /** k6's own: iterations that came to their end. */
  iterations: 'iterations',
  /** k6's own: arrivals that found no free virtual user. */
  dropped: 'dropped_iterations',
} as const;

/** A metric narrowed by tags, written the way k6 selects a sub-metric: `call_failed{call:GetVacancy,phase:load}`. */
export function selector(metric: string, tags: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(tags).map(([tag, value]) => `${tag}:${value}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
