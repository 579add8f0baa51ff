import { expect, test } from 'vitest';
import { isAllowedTarget } from './allowed-target';

const ALLOW = ['stage.example.com', 'Other.example.com:8443', '2001:db8::7'];

test.each([
  'localhost',
  'LOCALHOST:7823',
  '127.0.0.1:80',
  '127.4.5.6',
  '[::1]:443',
  'http://127.0.0.1:8000/path',
  'stage.example.com',
  'stage.example.com:9',
  'STAGE.Example.com.:443',
  'https://stage.example.com/base',
  'other.example.com:8443',
  'https://other.example.com:8443',
  '[2001:db8::7]:50051',
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
])('%s is not', (address) => {
  expect(isAllowedTarget(address, ALLOW)).toBe(false);
});
