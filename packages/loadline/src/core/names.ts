/** gRPC status names by code (google.rpc.Code). A status is the cause of a failed call that the server answered with it. */
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

/** The name of a gRPC status, such as `NOT_FOUND`. */
export type GrpcStatus = (typeof GRPC_STATUS)[number];

/** Protocol of a call. */
export type Protocol = 'grpc' | 'http';

/** Causes that are not a status of the server. They are in lower case, so that they cannot be confused with a gRPC status. */
const CALL_CAUSES = [
  'connection_refused',
  'connection_reset',
  'dns',
  'tls',
  'connection_failed',
  /** The reply is not in the format that the call declares, such as JSON or its protobuf message. */
  'decode_error',
  'wrong_reply',
] as const;

const GRPC_CAUSES = [
  'connect_timeout',
  /**
   * A message is larger than its receiver accepts, mostly a reply above 4 MiB. The status is RESOURCE_EXHAUSTED, but no
   * quota is used up.
   */
  'message_too_large',
] as const;

/** Causes of calls that the load generator had no resources to make: they say nothing about the tested system. */
export const GENERATOR_CAUSES = [
  /** EMFILE, ENFILE: no open file is left for a connection or a DNS look-up. */
  'out_of_files',
  /** EADDRNOTAVAIL: no local port is left, or no local address can reach the target. */
  'out_of_ports',
  /** ENOBUFS: the kernel has no memory for the network. */
  'out_of_buffers',
] as const;

/** What a load generator can run out of. */
export type GeneratorCause = (typeof GENERATOR_CAUSES)[number];

/** Common HTTP error statuses are causes of their own; all others are `status_other`. */
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
  /** The connection ended before the whole body was received. */
  'truncated_body',
  /** The reply was as expected, but came later than the call allows. */
  'too_slow',
] as const;

/** Causes of failed iterations that do not come from a call. */
const ITERATION_CAUSES = ['journey_timeout', 'script_error'] as const;

/** Causes that a journey has to declare: failures of work that the system does after it has answered. */
const JOB_CAUSES = [
  'job_failed',
  'job_error',
  'job_timeout',
  /** The work got no host to continue on, or a host that the run may not contact, or one that refuses the client. */
  'host_timeout',
  'host_not_allowed',
  'host_refused',
] as const;

/** Why an iteration failed although its calls did not. */
export type JobCause = (typeof JOB_CAUSES)[number];

/** Why a call or an iteration failed. The number of values is fixed, because the cause is a metric tag. */
export type Cause =
  | GrpcStatus
  | (typeof CALL_CAUSES)[number]
  | GeneratorCause
  | (typeof GRPC_CAUSES)[number]
  | (typeof HTTP_CAUSES)[number]
  | (typeof ITERATION_CAUSES)[number]
  | JobCause;

/** Causes of calls that did not reach the server. */
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

/** Causes of HTTP calls that got no complete reply. */
const NO_REPLY: readonly Cause[] = [...UNREACHABLE, 'truncated_body'];

/** Whether a call failed on the way to the server, not by the server's answer. */
export function isUnreachable(cause: Cause): boolean {
  return UNREACHABLE.includes(cause);
}

/** Whether an HTTP call got a complete reply. It may have failed all the same. */
export function hasReply(cause: Cause | undefined): boolean {
  return cause === undefined || !NO_REPLY.includes(cause);
}

/**
 * Counts the attempts of an HTTP call that got a complete reply.
 * @param count all attempts
 * @param causes failures by cause
 */
export function replies(count: number, causes: Readonly<Record<string, number>>): number {
  const lost = NO_REPLY.map((cause) => causes[cause] ?? 0);
  return lost.reduce((left, times) => left - times, count);
}

/** All causes of failed calls of a protocol. */
export function causesOf(protocol: Protocol): readonly Cause[] {
  return protocol === 'grpc'
    ? [...GRPC_STATUS.slice(1), ...CALL_CAUSES, ...GRPC_CAUSES, ...GENERATOR_CAUSES]
    : [...CALL_CAUSES, ...HTTP_CAUSES, ...GENERATOR_CAUSES];
}

/**
 * All causes of failed iterations.
 * @param protocols protocols of the iteration's calls
 * @param own causes that the journey declares
 */
export function iterationCauses(protocols: readonly Protocol[], own: readonly JobCause[]): readonly Cause[] {
  return [...new Set([...protocols.flatMap(causesOf), ...ITERATION_CAUSES, ...own])];
}

/** All causes. */
export function allCauses(): readonly Cause[] {
  return iterationCauses(['grpc', 'http'], JOB_CAUSES);
}

/** The part of a run in which a call happened. Thresholds are judged on `load` only. */
export type Phase = 'setup' | 'load' | 'teardown';

/** Names of the metrics in k6's outputs. */
export const METRIC = {
  callDuration: 'call_duration',
  callFailed: 'call_failed',
  callFailures: 'call_failures',
  /** Counts attempts. Written only when a threshold bounds their rate, because `call_failed` has the same number of samples. */
  calls: 'calls',
  callBytes: 'call_bytes',
  callUnsized: 'call_unsized',
  callRepaired: 'call_repaired',
  streamFirstMessage: 'stream_first_message',
  streamLongestGap: 'stream_longest_gap',
  streamDuration: 'stream_duration',
  streamMessages: 'stream_messages',
  journeyDuration: 'journey_duration',
  journeyResponse: 'journey_response',
  journeyFailed: 'journey_failed',
  journeyFailures: 'journey_failures',
  scheduleDelay: 'schedule_delay',
  generatorLag: 'generator_lag',
  clockStep: 'clock_step',
  /** Virtual users in the warm-up. `warm_up_failed`: those that finished it, and whether they failed to connect. */
  warmUpStarted: 'warm_up_started',
  warmUpFailed: 'warm_up_failed',
  scriptErrors: 'script_errors',
  sessionsRenewed: 'sessions_renewed',
  retries: 'retries',
  recordsLeft: 'records_left',
  /** k6's own metric: iterations that came to their end. */
  iterations: 'iterations',
  /** k6's own metric: iterations that found no free virtual user. */
  dropped: 'dropped_iterations',
} as const;

/** Name of a sub-metric in k6's syntax: `call_failed{call:GetVacancy,phase:load}`. */
export function selector(metric: string, tags: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(tags).map(([tag, value]) => `${tag}:${value}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}
