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
  ['', undefined],
  [undefined, undefined],
])('a redirect to %s leads to %s', (location, target) => {
  expect(targetOf(location, URL, BASE)).toBe(target);
});
