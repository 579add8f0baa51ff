/** How the values of a bucket are combined. */
export type Reduction = 'max' | 'mean' | 'sum';

/** Size of a bucket, in values, with which at most `maxPoints` points are left. */
export function bucketSize(length: number, maxPoints = 600): number {
  return Math.max(1, Math.ceil(length / maxPoints));
}

/**
 * Combines each `size` neighbouring values into one: the largest (a spike must not disappear), the mean or the sum.
 * A bucket without values has no value.
 */
export function downsample(
  values: readonly (number | undefined)[],
  size: number,
  how: Reduction,
): (number | undefined)[] {
  if (size === 1) return [...values];
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    reduce(values.slice(index * size, (index + 1) * size), how),
  );
}

function reduce(bucket: readonly (number | undefined)[], how: Reduction): number | undefined {
  const known = bucket.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  if (how === 'max') return Math.max(...known);
  const sum = known.reduce((total, value) => total + value, 0);
  return how === 'sum' ? sum : sum / known.length;
}
