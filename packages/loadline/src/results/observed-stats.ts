import type { ObservedStats, Times } from '../core/figures/aggregate';
import type { ObservedSeries } from '../core/observed/source';
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
  const points = lines.flatMap(({ at, values = {} }) => {
    const [value, atMs = at] = (Object.hasOwn(values, name) && values[name]) || [];
    return value === undefined ? [] : [{ atMs, value }];
  });
  return points
    .filter(({ atMs }) => atMs >= beganMs && atMs <= beganMs + loadMs)
    .toSorted((a, b) => a.atMs - b.atMs);
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
  const silent = silence(name, lines, span);
  const leak = findLeak(steadyPoints(points, span));
  const silentShare = silent ? silent.ms / span.loadMs : 0;
  const ages = lines.flatMap(({ at, values = {} }) => {
    const [, atMs] = (Object.hasOwn(values, name) && values[name]) || [];
    return atMs === undefined ? [] : [Math.max(0, at - atMs)];
  });
  return {
    name,
    source,
    from,
    unit,
    ...(figures && { figures }),
    ...(silent && { silent }),
    ...(silent && figures && silentShare < 1 && { expected: Math.round(figures.count / (1 - silentShare)) }),
    ...(ages.length > 0 && { ageMaxMs: Math.max(...ages) }),
    ...(leak && { leak }),
    points: pointsByTime(points, span),
  };
}

/** Values under constant load. A series that grows under a growing load is no leak. */
function steadyPoints(points: readonly ObservedPoint[], { beganMs = 0, steady }: LoadSpan): ObservedPoint[] {
  if (!steady) return [];
  return points.filter(({ atMs }) => atMs >= beganMs + steady.fromMs && atMs <= beganMs + steady.toMs);
}

/** How long a source did not give a series during the load: each failed reading counts for the time until the next one. */
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
  for (const [index, { at, error, missing = {} }] of lines.entries()) {
    const why = error ?? (Object.hasOwn(missing, name) ? missing[name] : undefined);
    const next = lines[index + 1]?.at ?? endMs;
    const lost = Math.min(next, endMs) - Math.max(at, beganMs);
    if (why === undefined || lost <= 0) continue;
    ms += lost;
    first ??= why;
  }
  return first === undefined ? undefined : { ms, why: first };
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
