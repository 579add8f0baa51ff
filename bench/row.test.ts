import { expect, it } from 'vitest';
import { rowAtLeast, rowAtMost } from './row.js';
import { median, spread } from './statistics.js';

const figure = 'CPU per call';

it.each([
  ['none', []],
  ['NaN', [Number.NaN]],
  ['NaN among others', [1, Number.NaN, 2]],
  ['Infinity', [1, Number.POSITIVE_INFINITY]],
])('repeats that give %s are no row: the error names the figure', (_, values) => {
  expect(() => rowAtMost({ figure, values, atMost: 1 })).toThrow('CPU per call gave no figure: ');
  expect(() => rowAtLeast({ figure, values, atLeast: 1 })).toThrow('CPU per call gave no figure: ');
});

it('what is beside a figure is a figure, too', () => {
  expect(() => median([Number.NaN])).toThrow('a value gave no figure: NaN');
  expect(() => median([])).toThrow('a value gave no figure: it was not measured');
  expect(() => spread([1, Number.NaN])).toThrow('a value gave no figure: 1, NaN');
});

it('a bound is missed by the median, and beyond the spread by more than the width of the repeats', () => {
  const missed = rowAtMost({ figure, values: [1, 1.3, 1.2], atMost: 1.1 });
  expect(missed).toMatchObject({ value: '1.20 ×', spread: '1.00–1.30, 3 repeats', isMet: false });
  expect(missed.isMissedBeyondSpread).toBe(false);
  const beyond = rowAtLeast({ figure, values: [1, 1.1], atLeast: 2 });
  expect(beyond).toMatchObject({ goal: '≥ 2 ×', isMet: false, isMissedBeyondSpread: true });
});
