import type { ObservedStats, Times } from '../core/figures/aggregate';
import type { ObservedSeries } from '../core/observed/source';
import { showLength } from '../core/text/numbers';
import { percentilesOf } from '../core/thresholds/threshold';
import { findLeak } from './leak';
import type { ObservedLine } from './observed-file';
import { REPORTED_PERCENTILES } from './samples/latencies';

/** Most points of a series in `result.json`. */
const MOST_POINTS = 3_600;

/** The load, by the clock of the instance that observed. */
export interface LoadSpan {
  /** Start in ms since the epoch. Undefined: the load did not begin. */
  readonly beganMs: number | undefined;
  readonly loadMs: number;
  /** The part of the load with constant users, in ms from its start. Absent: there is none. */
  readonly steady?: { readonly fromMs: number; readonly toMs: number } | undefined;
}

/** A value of a series, in ms since the epoch. */
export interface ObservedPoint {
  readonly atMs: number;
  readonly value: number;
}

/** The values of a series during the load, in the order of their times. */
export function pointsIn(
  name: string,
  lines: readonly ObservedLine[],
  { beganMs = Number.POSITIVE_INFINITY, loadMs }: LoadSpan,
): ObservedPoint[] {
  const points = lines.flatMap((line) => {
    const [value, atMs = line.at] = readingIn(line, name);
    return value === undefined ? [] : [{ atMs, value }];
  });
  return points
    .filter(({ atMs }) => atMs >= beganMs && atMs <= beganMs + loadMs)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** What a line has of a series. Empty: no new value. */
function readingIn({ values = {} }: ObservedLine, name: string): readonly [value?: number, atMs?: number] {
  return (Object.hasOwn(values, name) && values[name]) || [];
}

/** The figures of an observed series. @param lines of its source only */
export function observedStats(
  { name, source, from, unit, thresholds }: ObservedSeries,
  lines: readonly ObservedLine[],
  span: LoadSpan,
): ObservedStats {
  const points = pointsIn(name, lines, span);
  const figures = timesOf(
    points.map(({ value }) => value),
    percentilesOf(thresholds).map((stat) => Number(stat.slice(1))),
  );
  const silent =
    silence(name, lines, span) ?? (points.length === 0 ? otherTimes(name, lines, span) : undefined);
  const leak = findLeak(steadyPoints(points, span));
  const silentShare = silent ? silent.ms / span.loadMs : 0;
  const ages = lines.flatMap((line) => {
    const [, atMs] = readingIn(line, name);
    return atMs === undefined ? [] : [Math.max(0, line.at - atMs)];
  });
  return {
    name,
    source,
    from,
    unit,
    ...(figures && { figures }),
    ...(silent && { silent }),
    ...(silent && figures && silentShare < 1 && { expected: Math.round(figures.count / (1 - silentShare)) }),
    ...(ages.length > 0 && { ageMaxMs: ages.reduce((most, age) => Math.max(most, age)) }),
    ...(leak && { leak }),
    points: pointsByTime(points, span),
  };
}

/** Values under constant load. A series that grows under a growing load is no leak. */
function steadyPoints(points: readonly ObservedPoint[], { beganMs = 0, steady }: LoadSpan): ObservedPoint[] {
  if (!steady) return [];
  return points.filter(({ atMs }) => atMs >= beganMs + steady.fromMs && atMs <= beganMs + steady.toMs);
}

/**
 * How long a source did not give a series during the load: each reading that failed, or that still had an old value, counts for
 * the time until the next one.
 */
function silence(
  name: string,
  lines: readonly ObservedLine[],
  { beganMs, loadMs }: LoadSpan,
): ObservedStats['silent'] {
  if (beganMs === undefined) return undefined;
  const endMs = beganMs + loadMs;
  if (lines.length === 0) return { ms: loadMs, why: 'it was not read' };
  let ms = 0;
  let first: string | undefined;
  const oldAfterMs = LATE * usualGapMs(name, lines);
  let newsMs: number | undefined;
  for (const [index, line] of lines.entries()) {
    const { at, error, missing = {} } = line;
    if (readingIn(line, name).length > 0) newsMs = at;
    const isOld = newsMs !== undefined && at - newsMs > oldAfterMs;
    const why = error ?? (Object.hasOwn(missing, name) ? missing[name] : isOld ? OLD : undefined);
    const next = lines[index + 1]?.at ?? endMs;
    const lost = Math.min(next, endMs) - Math.max(at, beganMs);
    if (why === undefined || lost <= 0) continue;
    ms += lost;
    first ??= why;
  }
  return first === undefined ? undefined : { ms, why: first };
}

/** A series whose values came during the load, but all have times outside it. */
function otherTimes(
  name: string,
  lines: readonly ObservedLine[],
  { beganMs = Number.POSITIVE_INFINITY, loadMs }: LoadSpan,
): ObservedStats['silent'] {
  const line = lines.find(
    (one) => one.at >= beganMs && one.at <= beganMs + loadMs && readingIn(one, name)[1],
  );
  if (!line) return undefined;
  const offMs = (readingIn(line, name)[1] ?? line.at) - line.at;
  const far = `${showLength(Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'}`;
  return { ms: loadMs, why: `the times of its values are ${far} the clock of this machine` };
}

/** When no new value came for this many usual gaps between two, the source is silent. */
const LATE = 3;
const OLD = 'it gave only its last value again';

/**
 * The usual time between two new values of a series whose values have timestamps: a source that has stopped gives its last value
 * again and again. Infinite for other series, as each of their readings is a new value, and when there are not two values.
 */
function usualGapMs(name: string, lines: readonly ObservedLine[]): number {
  const times = lines.flatMap((line) => (readingIn(line, name)[1] === undefined ? [] : [line.at]));
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Figures of values. Between two ranks, percentiles are interpolated linearly, as those of durations. */
function timesOf(values: readonly number[], percents: readonly number[]): Times | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percent: number) => {
    const rank = (percent / 100) * (sorted.length - 1);
    const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
    return below + (above - below) * (rank - Math.floor(rank));
  };
  const all = [...new Set([...REPORTED_PERCENTILES, ...percents])].sort((a, b) => a - b);
  return {
    count: sorted.length,
    min: at(0),
    avg: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    med: at(50),
    max: at(100),
    percentiles: Object.fromEntries(all.map((percent) => [`p${percent}`, at(percent)])),
  };
}

function pointsByTime(
  points: readonly ObservedPoint[],
  { beganMs = 0, loadMs }: LoadSpan,
): ObservedStats['points'] {
  const seconds = Math.max(1, Math.ceil(loadMs / 1_000 / MOST_POINTS));
  const values: (number | null)[] = Array.from({ length: Math.ceil(loadMs / 1_000 / seconds) }, () => null);
  for (const { atMs, value } of points) {
    const index = Math.min(values.length - 1, Math.floor((atMs - beganMs) / 1_000 / seconds));
    const before = values[index];
    if (before === null || before === undefined || value > before) values[index] = value;
  }
  return { seconds, values };
}
