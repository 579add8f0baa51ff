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

/** Adds one or more of some fields to an object. @returns that object */
export function addSome<T extends object>(to: T, fields: Partial<T>): T {
  const keys = Object.keys(fields) as (keyof T)[];
  const always = integerBetween(0, keys.length - 1);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as keyof T;
    if (i === always || Math.random() < 0.5) to[key] = fields[key] as T[keyof T];
  }
  return to;
}
