import type { Planned } from './schedule';

/**
 * How many iterations are planned, as every text says it: `100`, or `100–101` where one is due at the very end, which k6 starts
 * or not.
 * @param show writes a count
 */
export function plannedText({ min, max }: Planned, show: (count: number) => string = String): string {
  return min === max ? show(min) : `${show(min)}–${show(max)}`;
}
