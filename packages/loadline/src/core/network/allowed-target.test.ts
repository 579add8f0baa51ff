import { expect, test } from 'vitest';
import { allowProblems, isAllowedTarget } from './allowed-target';

const ALLOW = ['stage.example.com', 'Other.example.com:8443', '2001:db8::7'];

test.each([
  'localhost',
  'LOCALHOST:7823',
  '127.0.0.1:80',
  '127.4.5.6',
  '[::1]:443',
  '::1',
  'http://[::1]:8000',
  '0:0:0:0:0:0:0:1',
  '[0::0001]:80',
  '::ffff:127.0.0.1',
  'http://127.0.0.1:8000/path',
  'stage.example.com',
  'stage.example.com:9',
  'STAGE.Example.com.:443',
  'https://stage.example.com/base',
  'other.example.com:8443',
  'https://other.example.com:8443',
  '[2001:db8::7]:50051',
  '[2001:DB8:0:0::7]:50051',
])('%s is allowed', (address) => {
  expect(isAllowedTarget(address, ALLOW)).toBe(true);
});

test.each([
  '',
  'localhost.',
  'http://localhost.:8000',
  'stage.example.evil',
  'stage.example.com.evil.org',
  'evil.stage.example.com',
  'stage-example.com',
  'localhost.evil.org',
  '127.0.0.1.evil.org',
  '127.0.0.1@evil.org',
  'http://127.0.0.1@evil.org/',
  'user@stage.example.com',
  'http://stage.example.com:80@evil.org',
  'evil.org/stage.example.com',
  'evil.org?stage.example.com',
  'other.example.com',
  'other.example.com:443',
  'https://other.example.com',
  '[2001:db8::8]:50051',
  '0.0.0.0',
  '2130706433',
  '10.0.0.1',
  'stage.example.com evil.org',
  // These are not IPv4 addresses: they are looked up in DNS.
  '127.0.0.256',
  '127.0.0.01',
  '127.999.999.999',
  '::1:8000',
  '::2',
  '::ffff:10.0.0.1',
  '127.0.0.1/evil',
  '127.0.0.1#x',
  'http://http://localhost',
])('%s is not allowed', (address) => {
  expect(isAllowedTarget(address, ALLOW)).toBe(false);
});

test.each([
  'evil.com/../x',
  'http://evil.com',
  'evil.com#',
  'x@evil.com',
  'evil.com:',
  ' evil.com',
  '*',
  'evil.com:80:80',
])('%s in the list is a problem, and allows nothing', (entry) => {
  expect(isAllowedTarget('evil.com', [entry])).toBe(false);
  expect(isAllowedTarget('http://evil.com:80', [entry])).toBe(false);
  expect(allowProblems('ALLOW_TARGET', ['a.example.com', entry])).toEqual([
    {
      code: 'target-not-allowed',
      where: 'ALLOW_TARGET',
      message: expect.stringMatching(/^holds ".*": write hosts, or host:port/),
    },
  ]);
});

test('text before an @ is not repeated, because it may be a password', () => {
  expect(JSON.stringify(allowProblems('ALLOW_TARGET', ['https://me:secret@evil.com']))).not.toContain(
    'secret',
  );
});
