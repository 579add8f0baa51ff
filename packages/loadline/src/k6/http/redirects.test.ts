import { expect, it } from 'vitest';
import { targetOf } from './redirects';

const BASE = 'http://h.example:80/api';
const URL = `${BASE}/a/b?c=d`;

it.each([
  ['/x', 'http://h.example:80/x'],
  ['y?z=1', `${BASE}/a/y?z=1`],
  ['?z=1', `${BASE}/a/b?z=1`],
  ['http://H.example:80/x', 'http://H.example:80/x'],
  ['//elsewhere.example/x', undefined],
  ['http://elsewhere.example/x', undefined],
  ['http://h.example:81/x', undefined],
  ['https://h.example:80/x', undefined],
  ['http://h.example:80@elsewhere.example/x', undefined],
  ['http://h.example:80\\@elsewhere.example/x', undefined],
  ['http://h.example:80.elsewhere.example/x', undefined],
  ['http://h.example/x', 'http://h.example/x'],
  ['//H.example/x', 'http://H.example/x'],
  ['http://h.example:80:80/x', undefined],
  ['../x', `${BASE}/x`],
  ['./x/./y/', `${BASE}/a/x/y/`],
  ['..', `${BASE}/`],
  ['/api/../x?to=/../y', 'http://h.example:80/x?to=/../y'],
  ['../../../../x', 'http://h.example:80/x'],
  ['http://h.example:80/a/../x', 'http://h.example:80/x'],
  ['login?back=http://elsewhere.example/x', `${BASE}/a/login?back=http://elsewhere.example/x`],
  ['', undefined],
  [undefined, undefined],
])('a redirect to %s leads to %s', (location, target) => {
  expect(targetOf(location, URL, BASE)).toBe(target);
});

it.each([
  ['https://h.example', 'https://h.example:443/x', 'https://h.example:443/x'],
  ['https://h.example:443', 'https://h.example/x', 'https://h.example/x'],
  ['https://h.example', 'https://h.example:80/x', undefined],
  ['http://h.example', 'http://h.example:443/x', undefined],
])('from %s a redirect to %s leads to %s', (base, location, target) => {
  expect(targetOf(location, `${base}/a`, base)).toBe(target);
});

it('a relative redirect stays at the host, also from a URL without a path', () => {
  const base = 'http://h.example';
  expect(targetOf('elsewhere.example/x', base, base)).toBe('http://h.example/elsewhere.example/x');
  expect(targetOf('?z=1', base, base)).toBe('http://h.example/?z=1');
});
