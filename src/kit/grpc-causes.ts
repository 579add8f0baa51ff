import type { Cause, GrpcStatus } from '../load/names';

/**
 * Why a call failed that ended with a status. What gRPC finds wrong with a message comes as a status as well, as if the
 * server's program had said it: only the words tell it apart from a quota, or from an error of that program.
 */
export function callCause(status: GrpcStatus, text: string): Cause {
  if (status === 'RESOURCE_EXHAUSTED' && /message .*larger than max/i.test(text)) return 'message_too_large';
  if (status === 'INTERNAL' && /failed to unmarshal/.test(text)) return 'decode_error';
  return status;
}

/** Why there is no connection. */
export function connectCause(text: string): Cause {
  if (/connection refused/i.test(text)) return 'connection_refused';
  if (/reset by peer/i.test(text)) return 'connection_reset';
  if (/no such host|produced zero addresses|name resolver/i.test(text)) return 'dns';
  if (/tls|certificate|handshake/i.test(text)) return 'tls';
  if (/deadline exceeded|timeout/i.test(text)) return 'connect_timeout';
  return 'connection_failed';
}
