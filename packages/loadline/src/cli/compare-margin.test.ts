import { expect, test } from 'vitest';
import { parseMargin } from './compare';

test('a margin is a percentage', () => {
  expect(parseMargin('2.5%')).toBe(0.025);
  for (const text of ['5', '-5%', '5 %', '', '%']) expect(() => parseMargin(text)).toThrow('write a number');
});
