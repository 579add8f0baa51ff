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

test('nothing near is nothing', () => {
  expect(nearest('zzzz', ['smoke', 'load'])).toBeUndefined();
  expect(didYouMean('zzzz', ['smoke', 'load'])).toBe('valid: smoke, load');
});
