import { expect, it } from 'vitest';
import type { Problem } from '../core/text/problem';
import { readLimits, type SearchTexts, USUAL } from './capacity-options';

function limits(texts: Partial<SearchTexts> & { duration?: string }) {
  const problems: Problem[] = [];
  const { from: _, ...usual } = USUAL;
  const read = readLimits({ ...usual, ...texts }, problems);
  return { ...read, said: problems.map(({ where, message }) => `${where} ${message}`) };
}

it('reads the limits of a search', () => {
  expect(limits({ from: '5', to: '80', duration: '1m' })).toEqual({
    ...{ from: 5, to: 80, repeats: 3, budgetMs: 1_800_000, durationMs: 60_000 },
    said: [],
  });
});

it('the first level is no higher than --to when --from is not written', () => {
  expect(limits({})).toMatchObject({ from: 10, to: 2_000 });
  expect(limits({ to: '3' })).toMatchObject({ from: 3, to: 3, said: [] });
});

it('all wrong values are named together, and nothing is said about their relation', () => {
  expect(limits({ from: '9', to: 'x', budget: '0s', duration: '0s', repeat: '0' }).said).toEqual([
    '--to is "x": write a whole number from 1 upwards',
    '--repeat is "0": write a whole number from 1 upwards',
    '--budget is "0s": write a longer duration, such as 30s',
    '--duration is "0s": write a longer duration, such as 30s',
  ]);
  expect(limits({ to: '99999999999999999999' }).said).toEqual([
    '--to is "99999999999999999999": write a whole number from 1 to 9007199254740991',
  ]);
  expect(limits({ from: '9', to: '3' }).said).toEqual([
    '--from is 9, and --to is 3: write at most 3, or a higher --to',
  ]);
});
