import { expect, it } from 'vitest';
import { growth } from './growth';

/** A load of one second for each mean number of iterations under way. @param more seconds after its end */
function load(means: readonly number[], more: readonly number[] = []) {
  const seconds = [...means, ...more].map((activeMean, second) => ({
    ...{ second, due: 1, started: 1, dropped: 0, active: 1, bytes: 0, calls: {} },
    activeMean,
  }));
  return { loadMs: means.length * 1_000, seconds };
}

it('a queue that still grows at the end of the load is seen, whatever follows it', () => {
  expect(growth(load([0, 1, 2, 3, 4, 5], [9, 9]))).toEqual({ middle: 2.5, last: 4.5 });
});

it.each([
  ['is steady', load([0, 5, 5, 5, 5, 5])],
  ['shrinks', load([0, 5, 9, 9, 5, 5])],
  ['grows by less than one iteration', load([0, 0, 0.5, 0.5, 1.4, 1.4])],
  ['grows by less than a quarter', load([0, 50, 100, 100, 124, 124])],
  ['is too short for three parts', load([0, 100])],
  ['has no figures by second', { loadMs: 6_000 }],
])('a load that %s tells nothing', (_name, figures) => {
  expect(growth(figures)).toBeUndefined();
});
