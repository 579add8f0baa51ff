import { expect, it } from 'vitest';
import { parseAmount, showAmount, unitOfAmount } from './amount';

it.each([
  ['80%', '%', 0.8],
  ['0.7%', '%', 0.007],
  ['150%', '%', 1.5],
  ['500MB', 'bytes', 500e6],
  ['1.5GiB', 'bytes', 1.5 * 2 ** 30],
  ['2s', 'ms', 2_000],
  ['100', 'jobs', 100],
  ['100 jobs', 'jobs', 100],
  ['0.5 jobs/s', 'jobs/s', 0.5],
  ['80', '%', undefined],
  ['500', 'bytes', undefined],
  ['500mb', 'bytes', undefined],
  ['2', 'ms', undefined],
  ['many', 'jobs', undefined],
])('%s as %s is %s', (text, unit, amount) => {
  expect(parseAmount(text, unit)).toBe(amount);
  if (amount !== undefined && text.includes(unit === 'ms' ? 's' : unit.slice(-1)) && unit !== 'bytes')
    expect(unitOfAmount(text)).toBe(unit);
});

it('an amount is shown on the right side of its bound', () => {
  expect(showAmount(0.83, '%', 0.8)).toBe('83%');
  expect(showAmount(500_040_000, 'bytes', 500e6)).toBe('500.04 MB');
  expect(showAmount(500_040_000, 'bytes')).toBe('500 MB');
  expect(showAmount(100.0004, 'jobs', 100)).toBe('100.0004 jobs');
  expect(showAmount(12_345.6, 'jobs')).toBe('12346 jobs');
  expect(showAmount(12.5, 'ms')).toBe('12.5 ms');
});
