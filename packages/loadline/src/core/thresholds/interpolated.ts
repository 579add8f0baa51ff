import type { Aggregate, Times } from '../figures/aggregate';
import { samplesBehind } from './samples-needed';

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

/** What stands before an interpolated figure. */
const INTERPOLATED = '~';

/** The sign of a figure of some times, by its name. */
export function signOf(times: Pick<Times, 'interpolated'> | undefined, stat: string): string {
  const name = stat === 'med' ? 'p50' : stat;
  return times?.interpolated?.includes(name) ? INTERPOLATED : '';
}

/** What the sign means, for a report that shows it; empty for one without. */
export function signNote({ calls, journeys, custom = {} }: Aggregate): string {
  const all = [
    ...calls.flatMap(({ duration, stream }) => [duration, stream?.firstMessage]),
    ...journeys.flatMap(({ duration, response, delay }) => [duration, response, delay]),
    ...Object.values(custom).map((figures) => ('percentiles' in figures ? figures : undefined)),
  ];
  const hasSign = all.some((times) => times?.interpolated !== undefined);
  return hasSign ? `${INTERPOLATED} lies between two samples that are far apart: nothing took this long` : '';
}
