import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BLOCK_MS, dishTime, isOwnTime, slotOf } from './times';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 21, 12);

const mark = fc
  .tuple(fc.stringMatching(/^[a-z0-9-]{1,20}$/), fc.integer({ min: 1, max: 20 }))
  .map(([run, instance]) => (instance === 1 ? `loadline-${run}` : `loadline-${run}/${instance}`));

it('a dish is of today, and of the run that made it', () => {
  fc.assert(
    fc.property(mark, fc.nat(2 * BLOCK_MS), (own, iteration) => {
      const time = dishTime(own, slotOf(iteration), NOON);
      expect(Math.floor(time / DAY_MS)).toBe(Math.floor(NOON / DAY_MS));
      expect(isOwnTime(time, own, Math.min(BLOCK_MS, iteration + 2))).toBe(true);
    }),
  );
});

it('iterations and instances of one run share no time', () => {
  const times = ['loadline-a', 'loadline-a/2', 'loadline-a/3'].flatMap((own) =>
    Array.from({ length: 1_000 }, (_, iteration) => dishTime(own, slotOf(iteration), NOON)),
  );
  expect(new Set(times).size).toBe(3_000);
});

it('slots are used again only after all of them, and never the one that is kept', () => {
  expect([0, 1, BLOCK_MS - 2, BLOCK_MS - 1].map(slotOf)).toEqual([1, 2, BLOCK_MS - 1, 1]);
});

it('dishes of others stay theirs, but for one in as many as the run has slots', () => {
  const slots = 1_000;
  const others = Array.from({ length: 100_000 }, (_, i) => NOON - 12 * 3_600_000 + i * 864);
  const taken = others.filter((time) => isOwnTime(time, 'loadline-b', slots));
  expect(taken.length).toBeLessThanOrEqual(2);
  expect(isOwnTime(dishTime('loadline-b/2', 0, NOON), 'loadline-b', slots)).toBe(false);
});
