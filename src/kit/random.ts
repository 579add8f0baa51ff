/** A whole number from `min` to `max`, both included. */
export function integerBetween(min: number, max: number): number {
  return min + Math.floor(Math.random() * (max - min + 1));
}

/** One of the items. @throws {RangeError} when there are none */
export function oneOf<T>(items: readonly T[]): T {
  const item = items[integerBetween(0, items.length - 1)];
  if (item === undefined) throw new RangeError('there is nothing to choose from');
  return item;
}

/** One or more of the fields of an object. */
export function someFields<T extends object>(all: T): Partial<T> {
  const keys = Object.keys(all) as (keyof T)[];
  const always = oneOf(keys);
  const chosen = keys.filter((key) => key === always || Math.random() < 0.5);
  return Object.fromEntries(chosen.map((key) => [key, all[key]])) as Partial<T>;
}
