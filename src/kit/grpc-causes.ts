import { type Cause, GRPC_STATUS, type GrpcStatus } from '../load/names';

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

/**
 * Status and words of a stream that could not begin: its time was up, or its connection gone.
 * @param text what k6 threw: the status stands in its text only, by its name in Go
 * @returns undefined when that was another error, one of the script
 */
export function streamRefusal(text: string): { status: GrpcStatus; message: string } | undefined {
  const [, name = '', message = ''] = /code = (\w+) desc = (.*)/.exec(text) ?? [];
  // Go writes CANCELLED with one L.
  const words = name === 'Canceled' ? 'Cancelled' : name.replace(/\B[A-Z]/g, '_$&');
  const status = GRPC_STATUS.find((known) => known === words.toUpperCase());
  return status && { status, message };
}
