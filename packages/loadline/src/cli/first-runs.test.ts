import { expect, it } from 'vitest';
import { isAt } from './first-runs';

it.each([
  ['http://127.0.0.1:8000', '127.0.0.1', 8_000, true],
  ['https://Shop.example/v1', 'shop.example', 443, true],
  ['shop.example:50051', 'shop.example', 50_051, true],
  ['http://[::1]:8000', '0:0:0:0:0:0:0:1', 8_000, true],
  ['http://127.0.0.1:8001', '127.0.0.1', 8_000, false],
  ['http://127.0.0.2:8000', '127.0.0.1', 8_000, false],
  ['https://shop.example', 'shop.example', 80, false],
  ['no address', 'shop.example', 80, false],
])('a run against %s is one of %s and %d: %s', (target, host, port, expected) => {
  expect(isAt(target, { host, port })).toBe(expected);
});
