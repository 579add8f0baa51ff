import type { Aggregate } from '../figures/aggregate';

/** Highest timer lag of a healthy load generator, in ms. */
export const GENERATOR_LIMITS = { p99Ms: 100, maxMs: 1_000 };

/** The reason that the load generator was starved: its timers fired late. Empty when it was healthy. */
export function starved({ generatorLag }: Aggregate): string[] {
  const { p99Ms, maxMs } = GENERATOR_LIMITS;
  if (!generatorLag) return [];
  const { p99 = 0 } = generatorLag.percentiles;
  if (p99 <= p99Ms && generatorLag.max <= maxMs) return [];
  const lag = `p99 ${Math.round(p99)} ms (healthy: ${p99Ms}), at most ${Math.round(generatorLag.max)} ms (healthy: ${maxMs})`;
  return [
    `the load generator was starved, its timers fired late, ${lag}: give it more CPU, fewer users or more instances, and run again`,
  ];
}
