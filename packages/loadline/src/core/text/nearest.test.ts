import { expect, test } from 'vitest';
import { didYouMean, nearest } from './nearest';

test.each([
  ['smok', 'smoke'],
  ['somke', 'smoke'],
  ['LOAD', 'load'],
  ['stresss', 'stress'],
])('%s most likely means %s', (name, meant) => {
  expect(nearest(name, ['smoke', 'load', 'stress'])).toBe(meant);
});

test('returns undefined when no name is near', () => {
  expect(nearest('zzzz', ['smoke', 'load'])).toBeUndefined();
  expect(didYouMean('zzzz', ['smoke', 'load'])).toBe('valid: smoke, load');
});
