import type { Aggregate, Times } from '../figures/aggregate';
import { samplesBehind } from './evaluate';

/** Samples that differ by less than this share tell the same time. */
const SAME = 0.05;

/** Whether two neighbouring samples are so far apart that a figure between them is one that nothing took. */
export function areApart(below: number, above: number): boolean {
  return above - below > SAME * above;
}

/**
 * The percentiles that k6 made up between two samples. k6 tells no samples: with fewer than a percentile needs it lies
 * between the two largest, and only where these are one rank apart from the end can it be one of them.
 * @param times of one metric, by k6
 */
export function interpolatedByK6({ count, min, max, percentiles }: Times): string[] {
  if (!areApart(min, max)) return [];
  return Object.keys(percentiles).filter((name) => {
    const rank = (Number(name.slice(1)) / 100) * (count - 1);
    return count < samplesBehind(name) && !Number.isInteger(rank);
  });
}

/** Figures that say which of them are interpolated. */
export type MarkedFigures = Pick<Times, 'interpolated'>;

/**
 * Whether a figure lies between two samples that are far apart: all that show one ask here.
 * @param stat its name, such as `p95` or `med`
 */
export function isInterpolated(figures: MarkedFigures | undefined, stat: string): boolean {
  return figures?.interpolated?.includes(stat === 'med' ? 'p50' : stat) ?? false;
}

/** The p95 of a step: that of its slowest journey, and whether it is interpolated. */
export function slowestP95(journeys: readonly Times[]): { p95?: number; interpolated?: readonly string[] } {
  const p95Of = ({ percentiles: { p95 = Number.NEGATIVE_INFINITY } }: Times) => p95;
  const [slowest] = journeys.toSorted((a, b) => p95Of(b) - p95Of(a));
  if (slowest?.percentiles.p95 === undefined) return {};
  return { p95: slowest.percentiles.p95, ...(isInterpolated(slowest, 'p95') && { interpolated: ['p95'] }) };
}

/** What stands before an interpolated figure. */
const INTERPOLATED = '~';

/** The sign of a figure that is known to be interpolated, or not to be. */
export function signIf(isMarked: boolean | undefined): string {
  return isMarked ? INTERPOLATED : '';
}

/** The sign of a figure, by its name, for people. Programs get its name beside the figures: a sign is no part of a number. */
export function signOf(figures: MarkedFigures | undefined, stat: string): string {
  return signIf(isInterpolated(figures, stat));
}

/** What the sign means. */
export const SIGN_MEANS = `${INTERPOLATED} lies between two samples that are far apart: nothing took this long`;

/** What the sign means, for a report that shows it; empty for one without. */
export function signNote({ calls, journeys, custom = {}, steps = [] }: Aggregate): string {
  const all: readonly (MarkedFigures | undefined)[] = [
    ...steps,
    ...calls.flatMap(({ duration, stream }) => [duration, stream?.firstMessage]),
    ...journeys.flatMap(({ duration, response, delay }) => [duration, response, delay]),
    ...Object.values(custom).map((figures) => ('percentiles' in figures ? figures : undefined)),
  ];
  const hasSign = all.some((times) => times?.interpolated !== undefined);
  return hasSign ? SIGN_MEANS : '';
}
