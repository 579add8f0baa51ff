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
