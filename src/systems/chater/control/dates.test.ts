import { expect, it, test } from 'vitest';
import { dateOf } from '../times';
import { datesBetween, readDate } from './dates';

test.each(['31-02-2026', '1-2-2026', '2026-02-01', '', '00-01-2026'])('"%s" is no day', (text) => {
  expect(readDate(text)).toBeUndefined();
});

it('reads what it writes', () => {
  expect(dateOf(Date.UTC(2026, 1, 28, 23, 59))).toBe('28-02-2026');
  expect(readDate('28-02-2026')).toBe(Date.UTC(2026, 1, 28));
});

it('knows each day that a run touches', () => {
  expect(datesBetween(Date.UTC(2026, 1, 27, 23), Date.UTC(2026, 2, 1, 0))).toEqual([
    '27-02-2026',
    '28-02-2026',
    '01-03-2026',
  ]);
});
