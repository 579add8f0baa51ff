import { type Cause, GRPC_STATUS, type GrpcStatus } from '../../core/names';
import type { Failure } from '../measure/calls';
import { exhaustedCause } from '../measure/exhausted-cause';

/**
 * Returns the cause of a call that ended with a status. gRPC reports problems with a message as a status, as if the server's
 * program had sent it: only the text distinguishes them from a quota, or from an error of that program.
 */
export function callCause(status: GrpcStatus, text: string): Cause {
  if (status === 'RESOURCE_EXHAUSTED' && /message .*larger than max/i.test(text)) return 'message_too_large';
  if (status === 'INTERNAL' && /failed to unmarshal/.test(text)) return 'decode_error';
  return status;
}

/**
 * Returns the cause of failure of a call that did not end with OK; undefined when its status was expected. A status
 * because a message is too large or unreadable does not come from the server's application, so it never counts as
 * expected.
 */
export function unexpectedCause(
  status: GrpcStatus,
  text: string,
  expected: readonly GrpcStatus[] = [],
): Cause | undefined {
  const cause = callCause(status, text);
  return cause === status && expected.includes(status) ? undefined : cause;
}

/**
 * Returns the cause of a failed connection. Only in these errors is a lack of files or ports this machine's own: a gateway
 * that answers with a status describes its own lack in the same words.
 */
export function connectCause(text: string): Cause {
  const own = exhaustedCause(text);
  if (own !== undefined) return own;
  if (/connection refused/i.test(text)) return 'connection_refused';
  if (/reset by peer/i.test(text)) return 'connection_reset';
  if (/no such host|produced zero addresses|name resolver/i.test(text)) return 'dns';
  if (/tls|certificate|handshake/i.test(text)) return 'tls';
  if (/deadline exceeded|timeout/i.test(text)) return 'connect_timeout';
  return 'connection_failed';
}

/**
 * Returns the cause for the first connection to a server. A server that hangs up at the first bytes probably expects TLS and
 * got none, or the other way round: gRPC retries until its time is up, and then reports a timeout. The advice comes first,
 * because long texts are cut.
 */
export function firstConnectFailure(text: string, tls: boolean): Failure {
  const isHungUp = /server preface: EOF|reset by peer|broken pipe|frame too large/.test(text);
  const isHttp = /looked like an HTTP\/1\.1 header/.test(text);
  const cause = isHungUp && !isHttp ? 'tls' : connectCause(text);
  if (isHttp) return { cause: 'connection_failed', detail: `this is no gRPC, or is it TLS=1? ${text}` };
  if (cause !== 'tls') return { cause, detail: text };
  if (!tls) return { cause, detail: `the server hung up, is it TLS=1? ${text}` };
  if (/does not look like a TLS handshake/.test(text))
    return { cause, detail: `the port speaks no TLS, is it TLS=0? ${text}` };
  const asksForCertificate = isHungUp || /certificate required|bad certificate|handshake failure/.test(text);
  const why = asksForCertificate
    ? 'the server hung up after the handshake, does it ask for a client certificate? '
    : '';
  return { cause, detail: `${why}${text}` };
}

/**
 * Returns status and message of a stream that could not begin, because its time was up or its connection was lost.
 * @param text error that k6 threw: it contains the status only by its name in Go
 * @returns undefined for any other error, which is a script error
 */
export function streamRefusal(text: string): { status: GrpcStatus; message: string } | undefined {
  const [, name = '', message = ''] = /code = (\w+) desc = (.*)/.exec(text) ?? [];
  // Go writes CANCELLED with one L.
  const words = name === 'Canceled' ? 'Cancelled' : name.replace(/\B[A-Z]/g, '_$&');
  const status = GRPC_STATUS.find((known) => known === words.toUpperCase());
  return status && { status, message };
}
