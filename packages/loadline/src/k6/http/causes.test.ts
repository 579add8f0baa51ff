import { expect, test } from 'vitest';
import { schemeHint, transportCause } from './causes';

test.each([
  [0, '', undefined],
  [1000, 'unexpected EOF', 'truncated_body'],
  [1000, 'EOF', 'connection_failed'],
  [1050, 'request timeout', 'timeout'],
  [1211, 'dial: i/o timeout', 'timeout'],
  [1101, 'lookup: no such host', 'dns'],
  [1111, 'blocked hostname', 'connection_failed'],
  [1212, 'dial: connection refused', 'connection_refused'],
  [1220, 'read: connection reset by peer', 'connection_reset'],
  [1213, 'dial: unknown errno 24 error with msg `too many open files`', 'out_of_files'],
  [1213, 'dial: unknown errno 23 error with msg `too many open files in system`', 'out_of_files'],
  [1213, 'dial: unknown errno 99 error with msg `cannot assign requested address`', 'out_of_ports'],
  [1213, 'dial: unknown errno 105 error with msg `no buffer space available`', 'out_of_buffers'],
  [1213, 'dial: unknown errno 113 error with msg `no route to host`', 'connection_failed'],
  [
    1100,
    'lookup a.example on 10.0.0.1:53: dial udp 10.0.0.1:53: socket: too many open files',
    'out_of_files',
  ],
  [1100, 'lookup a.example on 10.0.0.1:53: server misbehaving', 'dns'],
  [1000, 'malformed HTTP response "dial: too many open files"', 'connection_failed'],
  [1310, 'x509: certificate is valid for example.com', 'tls'],
  [1010, 'remote error: tls: certificate required', 'tls'],
  [1010, 'tls: unsupported', 'tls'],
  [1000, 'malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02\\x16"', 'tls'],
  [1000, 'malformed HTTP response "remote error: tls: "', 'connection_failed'],
])('%i, %s: %s', (code, text, cause) => {
  expect(transportCause(code, text, 0)).toBe(cause);
});

test.each([404, 503, 600, 999])('a reply with status %i is complete', (status) => {
  expect(transportCause(1000 + status, '', status)).toBeUndefined();
});

test.each([
  ['unexpected EOF', 1000, 200, 'truncated_body'],
  ['stream error: stream ID 1; INTERNAL_ERROR', 1632, 200, 'connection_failed'],
  ['connection reset', 1220, 503, 'connection_reset'],
] as const)('%s after the status has broken the reply', (text, code, status, cause) => {
  expect(transportCause(code, text, status)).toBe(cause);
});

test.each([
  ['EOF', 'http://h', 'is it https://?'],
  ['malformed HTTP response "\\x15\\x03\\x01"', 'http://h', 'is it https://?'],
  ['tls: first record does not look like a TLS handshake', 'https://h', 'is it http://?'],
  ['remote error: tls: certificate required', 'https://h', 'a client certificate?'],
  ['EOF', 'https://h', 'a client certificate?'],
])('%s from %s asks: %s', (text, url, hint) => {
  expect(schemeHint(text, url)).toContain(hint);
});

test.each(['dial: connection refused', 'request timeout'])('%s gives no hint', (text) => {
  expect(schemeHint(text, 'http://h')).toBe('');
  expect(schemeHint(text, 'https://h')).toBe('');
});
