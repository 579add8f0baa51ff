import { expect, test } from 'vitest';
import { isAllowedHost } from './allowed-host';

const ALLOWED = '10.1.0.0/16, Host.example.com,192.0.2.7,198.51.100.128/25,2001:db8::7';

test.each([
  '127.0.0.1',
  '127.9.9.9',
  'localhost',
  '::1',
  '10.1.0.0',
  '10.1.255.255',
  'host.EXAMPLE.com',
  '192.0.2.7',
  '198.51.100.128',
  '2001:db8::7',
])('%s may be contacted', (host) => {
  expect(isAllowedHost(host, ALLOWED)).toBe(true);
});

test.each([
  '',
  '10.2.0.0',
  '10.0.255.255',
  '198.51.100.127',
  '192.0.2.8',
  '8.8.8.8',
  '0.0.0.0',
  'example.com',
  'a.host.example.com',
  'host.example.com.evil.org',
  '127.0.0.1.evil.org',
  '127.0.0.1@evil.org',
  '127.0.0.1/evil',
  '127.0.0.1:22',
  '127.1',
  '127.0.0.256',
  '127.0.0.01',
  '2130706433',
  '2001:db8::8',
])('%s may not', (host) => {
  expect(isAllowedHost(host, ALLOWED)).toBe(false);
});

test('without a list nothing but this machine may be, with the widest range every address', () => {
  expect(isAllowedHost('10.1.0.0', '')).toBe(false);
  expect(isAllowedHost('', '')).toBe(false);
  expect(isAllowedHost('203.0.113.9', '0.0.0.0/0')).toBe(true);
});
