import { expect, test } from 'vitest';
import { transportCause } from './http-causes';

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
])('%i, %s: %s', (code, text, cause) => {
  expect(transportCause(code, text)).toBe(cause);
});
