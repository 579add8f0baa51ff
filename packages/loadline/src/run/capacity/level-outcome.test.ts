import { expect, it } from 'vitest';
import { notJudgedBelow } from './level-outcome';

it.each([
  ['what broke was judged below', [{}], [{ broken: ['a'] }], []],
  ['what broke was not judged below', [{ notJudged: ['a', 'b'] }], [{ broken: ['a'] }], ['a']],
  ['in one run of several', [{}, { notJudged: ['a'] }], [{}, { broken: ['a', 'c'] }], ['a']],
  ['other thresholds were not judged', [{ notJudged: ['b'] }], [{ broken: ['a'] }], []],
])('%s', (_name, held, broke, notJudged) => {
  expect(notJudgedBelow(held, broke)).toEqual(notJudged);
});
