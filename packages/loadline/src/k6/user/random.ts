import { randomSeed } from 'k6';

/**
 * Makes the random choices of one iteration repeatable. Iterations of one number and journey choose the same in each run,
 * whichever virtual user runs them.
 */
export function seedIteration(seed: number, journey: string, number: number): void {
  let mixed = seed;
  for (let at = 0; at < journey.length; at++) mixed = (mixed * 31 + journey.charCodeAt(at)) % SEEDS;
  randomSeed((mixed * SPREAD + number) % SEEDS);
}

/** Number of different seeds. The products below stay whole numbers. */
const SEEDS = 2 ** 31;
/** Distance of the seeds of two journeys whose names are alike: more iterations than a journey usually has. */
const SPREAD = 1_000_003;

/** Chooses a whole number from `min` to `max`, both included. */
export function integerBetween(min: number, max: number): number {
  return min + Math.floor(Math.random() * (max - min + 1));
}

/** Chooses one of the items. @throws {RangeError} when there are none */
export function oneOf<T>(items: readonly T[]): T {
  const item = items[integerBetween(0, items.length - 1)];
  if (item === undefined) throw new RangeError('there is nothing to choose from');
  return item;
}

/** Chooses one or more of `count` things, each combination with the same probability. Returns a bit mask: 1, 2, 4 and so on. */
export function someOf(count: number): number {
  return integerBetween(1, 2 ** count - 1);
}
