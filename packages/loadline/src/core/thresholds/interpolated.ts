import type { Aggregate, Times } from '../figures/aggregate';
import { samplesBehind } from './evaluate';

/** Samples that differ by less than this share count as the same time. */
const SAME = 0.05;

/** Whether two neighbouring samples are so far apart that no sample is near a figure between them. */
export function areApart(below: number, above: number): boolean {
  return above - below > SAME * above;
}

/**
 * Finds the percentiles that k6 interpolated between two samples. k6's summary does not contain the samples. But when there
 * are fewer samples than a percentile needs, it lies between the two largest ones, unless its rank is a whole number: then
 * it is a sample.
 * @param times times of one metric, from k6
 */
export function interpolatedByK6({ count, min, max, percentiles }: Times): string[] {
  if (!areApart(min, max)) return [];
  return Object.keys(percentiles).filter((name) => {
    const rank = (Number(name.slice(1)) / 100) * (count - 1);
    return count < samplesBehind(name) && !Number.isInteger(rank);
  });
}

/** Figures that list which of them are interpolated. */
export type MarkedFigures = Pick<Times, 'interpolated'>;

/**
 * Whether a figure lies between two samples that are far apart. Everything that shows a figure asks this function.
 * @param stat name of the figure, such as `p95` or `med`
 */
export function isInterpolated(figures: MarkedFigures | undefined, stat: string): boolean {
  return figures?.interpolated?.includes(stat === 'med' ? 'p50' : stat) ?? false;
}

/** The p95 of a step, which is the p95 of its slowest journey, and whether it is interpolated. */
export function slowestP95(journeys: readonly Times[]): { p95?: number; interpolated?: readonly string[] } {
  const p95Of = ({ percentiles: { p95 = Number.NEGATIVE_INFINITY } }: Times) => p95;
  const [slowest] = journeys.toSorted((a, b) => p95Of(b) - p95Of(a));
  if (slowest?.percentiles.p95 === undefined) return {};
  return { p95: slowest.percentiles.p95, ...(isInterpolated(slowest, 'p95') && { interpolated: ['p95'] }) };
}

/** Sign in front of an interpolated figure. */
const INTERPOLATED = '~';

/** Returns the sign of a figure from whether it is interpolated. */
export function signIf(isMarked: boolean | undefined): string {
  return isMarked ? INTERPOLATED : '';
}

/**
 * Returns the sign of a figure by its name, for people. Programs read `interpolated` instead, because a sign is no part of a
 * number.
 */
export function signOf(figures: MarkedFigures | undefined, stat: string): string {
  return signIf(isInterpolated(figures, stat));
}

/** Explanation of the sign. */
export const SIGN_MEANS = `${INTERPOLATED} lies between two samples that are far apart: nothing took this long`;

/**
 * Returns the explanation of the sign for a table that shows the sign; empty for any other table.
 * @param all the figures of the table
 * @param stats names of those that it shows
 */
export function signNoteOf(all: readonly (MarkedFigures | undefined)[], stats: readonly string[]): string {
  return all.some((figures) => stats.some((stat) => isInterpolated(figures, stat))) ? SIGN_MEANS : '';
}

/** Returns the explanation of the sign for a report that shows the sign; empty for any other report. */
export function signNote({ calls, journeys, custom = {}, steps = [] }: Aggregate): string {
  const all: readonly (MarkedFigures | undefined)[] = [
    ...steps,
    ...calls.flatMap(({ duration, stream }) => [duration, stream?.firstMessage, stream?.longestGap]),
    ...journeys.flatMap(({ duration, response, delay }) => [duration, response, delay]),
    ...Object.values(custom).map((figures) => ('percentiles' in figures ? figures : undefined)),
  ];
  const hasSign = all.some((times) => times?.interpolated !== undefined);
  return hasSign ? SIGN_MEANS : '';
}
