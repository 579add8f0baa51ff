import type { Aggregate } from '../../core/figures/aggregate';
import type { LevelRun } from '../../results/capacity-file';

/** Least growth from the middle third of a load to its last third, as a share of the former. */
const LEAST_SHARE = 0.25;
/** The same as a number of iterations. With less, the growth may be chance. */
const LEAST_ITERATIONS = 1;

/**
 * Whether the number of iterations under way still grew at the end of a constant load. By Little's law, their response times
 * then grow in the same way. In a system that carries the load both are steady; under overload they grow until the load ends.
 * The first third is left out, because it begins with no iteration under way.
 * @returns undefined when it did not grow, or nobody knows
 */
export function growth({
  seconds = [],
  loadMs,
}: Pick<Aggregate, 'seconds' | 'loadMs'>): LevelRun['underWay'] {
  const third = Math.floor(loadMs / 3_000);
  if (third === 0) return undefined;
  const meanFrom = (second: number) => {
    const means = seconds.slice(second, second + third).flatMap(({ activeMean }) => activeMean ?? []);
    return means.length < third ? undefined : means.reduce((sum, mean) => sum + mean, 0) / third;
  };
  const [middle, last] = [meanFrom(third), meanFrom(2 * third)];
  if (middle === undefined || last === undefined) return undefined;
  const grew = last - middle;
  return grew >= LEAST_ITERATIONS && grew >= LEAST_SHARE * middle ? { middle, last } : undefined;
}
