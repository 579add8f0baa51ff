import { expect, it } from 'vitest';
import { callCause, connectCause, firstConnectFailure, streamRefusal, unexpectedCause } from './causes';

it.each([
  ['DeadlineExceeded', 'DEADLINE_EXCEEDED'],
  ['Unavailable', 'UNAVAILABLE'],
  ['Canceled', 'CANCELLED'],
  ['OutOfRange', 'OUT_OF_RANGE'],
])('a stream that could not start reports its status by the name in Go: %s is %s', (name, status) => {
  const text = `failed to create a new stream: rpc error: code = ${name} desc = words: of the server`;
  expect(streamRefusal(text)).toEqual({ status, message: 'words: of the server' });
});

it.each([
  'method "/pb.VacancyService/Nothing" not found in file descriptors',
  'rpc error: code = Unheard desc = of',
])('another error is a script error: %s', (text) => expect(streamRefusal(text)).toBeUndefined());

const HUNG_UP = 'context deadline exceeded: connection error: desc = "error reading server preface: EOF"';
const NO_TLS = 'context deadline exceeded: tls: first record does not look like a TLS handshake';

it.each([
  ['plain to TLS', HUNG_UP, false, 'tls', 'is it TLS=1?'],
  [
    'plain to TLS in Go',
    'error reading server preface: http2: frame too large',
    false,
    'tls',
    'is it TLS=1?',
  ],
  ['TLS to plain', NO_TLS, true, 'tls', 'the port speaks no TLS, is it TLS=0?'],
  ['no client certificate', 'write tcp: write: broken pipe', true, 'tls', 'a client certificate?'],
  [
    'no client certificate, told',
    'remote error: tls: certificate required',
    true,
    'tls',
    'a client certificate?',
  ],
  ['unknown authority', 'tls: failed to verify certificate: x509: …', true, 'tls', 'x509: …'],
  [
    'plain to HTTP',
    'frame too large, note that the frame header looked like an HTTP/1.1 header',
    false,
    'connection_failed',
    'this is no gRPC',
  ],
  ['nobody', 'dial tcp: connection refused', false, 'connection_refused', 'refused'],
  ['silence', 'context deadline exceeded', true, 'connect_timeout', 'exceeded'],
])('a first connection, %s', (_what, text, tls, cause, detail) => {
  const failure = firstConnectFailure(text, tls);
  expect(failure).toEqual({ cause, detail: expect.stringContaining(detail) });
  expect(failure.detail).toContain(text);
});

const DIALING = 'connection error: desc = "transport: error while dialing: ';

it.each([
  [`context deadline exceeded: ${DIALING}dial tcp 127.0.0.1:1: socket: too many open files"`, 'out_of_files'],
  [
    `${DIALING}lookup a.example on 10.0.0.1:53: dial udp 10.0.0.1:53: socket: too many open files"`,
    'out_of_files',
  ],
  [`${DIALING}dial tcp 127.0.0.1:1: socket: too many open files in system"`, 'out_of_files'],
  [`${DIALING}dial tcp 127.0.0.1:1: connect: cannot assign requested address"`, 'out_of_ports'],
  [`${DIALING}dial tcp 127.0.0.1:1: connect: no buffer space available"`, 'out_of_buffers'],
])('this machine cannot make the connection: %s', (text, cause) => {
  expect(connectCause(text)).toBe(cause);
  expect(firstConnectFailure(text, false)).toEqual({ cause, detail: text });
  // When a gateway cannot make its own connections, that is the system's fault, although the text is the same.
  expect(callCause('UNAVAILABLE', text)).toBe('UNAVAILABLE');
});

it('a server that answered before and hangs up is not reported as a TLS problem', () => {
  expect(connectCause(HUNG_UP)).toBe('connect_timeout');
  expect(connectCause('read: connection reset by peer')).toBe('connection_reset');
});

it.each([
  ['NOT_FOUND', 'no such row', undefined],
  ['UNAVAILABLE', 'down', 'UNAVAILABLE'],
  ['RESOURCE_EXHAUSTED', 'too many requests', undefined],
  ['RESOURCE_EXHAUSTED', 'grpc: received message larger than max (5 vs. 4)', 'message_too_large'],
  ['INTERNAL', 'grpc: failed to unmarshal the received message', 'decode_error'],
] as const)('of a call that expects some statuses, %s (%s) fails it by %s', (status, text, cause) =>
  expect(unexpectedCause(status, text, ['NOT_FOUND', 'RESOURCE_EXHAUSTED', 'INTERNAL'])).toBe(cause),
);
