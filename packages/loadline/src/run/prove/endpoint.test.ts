import { expect, it } from 'vitest';
import { endpointOf } from './prove-test';

it.each([
  ['localhost:7823', { host: 'localhost', port: 7823 }],
  ['localhost:7823 (TLS)', { host: 'localhost', port: 7823 }],
  ['https://shop.test/api', { host: 'shop.test', port: 443 }],
  ['http://127.0.0.1:8000', { host: '127.0.0.1', port: 8000 }],
])('k6 dials %s', (target, endpoint) => {
  expect(endpointOf(target)).toEqual(endpoint);
});

it('an IPv6 address and a target without an address are refused', () => {
  expect(() => endpointOf('[::1]:7823 (TLS)')).toThrow(/k6 cannot dial a proxy/);
  expect(() => endpointOf('the shop')).toThrow(/names no host and port/);
});
