import type { Planned } from './schedule';

/**
 * Writes the number of planned iterations: `100`, or `100–101` when one is due at the very end, which k6 starts or not.
 * @param show writes a number
 */
export function plannedText({ min, max }: Planned, show: (count: number) => string = String): string {
  return min === max ? show(min) : `${show(min)}–${show(max)}`;
}
