import { expect, test } from 'vitest';
import { schemeHint, transportCause } from './http-causes';

test.each([
  [0, '', undefined],
  [1404, '', undefined],
  [1503, '', undefined],
  [1000, 'unexpected EOF', 'truncated_body'],
  [1000, 'EOF', 'connection_failed'],
  [1050, 'request timeout', 'timeout'],
  [1211, 'dial: i/o timeout', 'timeout'],
  [1101, 'lookup: no such host', 'dns'],
  [1111, 'blocked hostname', 'connection_failed'],
  [1212, 'dial: connection refused', 'connection_refused'],
  [1220, 'read: connection reset by peer', 'connection_reset'],
  [1310, 'x509: certificate is valid for example.com', 'tls'],
  [1010, 'remote error: tls: certificate required', 'tls'],
  [1010, 'tls: unsupported', 'tls'],
  [1000, 'malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02\\x16"', 'tls'],
  [1000, 'malformed HTTP response "remote error: tls: "', 'connection_failed'],
])('%i, %s: %s', (code, text, cause) => {
  expect(transportCause(code, text)).toBe(cause);
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

test.each(['dial: connection refused', 'request timeout'])('%s asks nothing', (text) => {
  expect(schemeHint(text, 'http://h')).toBe('');
  expect(schemeHint(text, 'https://h')).toBe('');
});
