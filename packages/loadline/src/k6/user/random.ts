import { randomSeed } from 'k6';

/**
 * Makes the random choices of one iteration repeatable. Iteration n of a journey makes the same choices in each run,
 * whichever virtual user runs it.
 */
export function seedIteration(seed: number, journey: string, number: number): void {
  let mixed = seed;
  for (let at = 0; at < journey.length; at++) mixed = (mixed * 31 + journey.charCodeAt(at)) % SEEDS;
  randomSeed((mixed * SPREAD + number) % SEEDS);
}

/** Number of different seeds. With it, the products stay whole numbers that a double holds exactly. */
const SEEDS = 2 ** 31;
/** Distance between the seeds of two journeys with similar names: more than the usual number of iterations of a journey. */
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
