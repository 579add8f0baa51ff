import type { ObservedSeries } from '../core/observed/source';
import { showAmount } from '../core/text/amount';
import { showLength } from '../core/text/numbers';
import type { Judgement } from '../core/verdict/judge';
import type { ObservedLine } from './observed-file';
import { type LoadSpan, type ObservedPoint, pointsIn } from './observed-stats';

const WINDOW_MS = 30_000;
/** Fewest values in the window and before it. With fewer, a standard deviation says nothing. */
const LEAST = { inWindow: 5, before: 10 };
const MOST_SERIES = 3;
/** Smallest change that is named, in standard deviations. */
const LEAST_CHANGE = 2;
/** Smallest standard deviation, as a share of the mean: otherwise any change of an almost constant series would be large. */
const LEAST_DEVIATION = 0.01;

interface Change {
  readonly text: string;
  readonly deviations: number;
}

/**
 * Says which observed series changed most in the 30 s before the first threshold of a failed run broke, compared with the time
 * before. It names no cause.
 * @returns undefined for a run that did not fail, when no record tells when a threshold broke, or when nothing changed
 */
export function whereItHurts(
  series: readonly ObservedSeries[],
  lines: readonly ObservedLine[],
  span: LoadSpan,
  { verdict, thresholds }: Pick<Judgement, 'verdict' | 'thresholds'>,
): string | undefined {
  if (verdict !== 'fail' || span.beganMs === undefined) return undefined;
  const failed = thresholds
    .filter(({ level, outcome }) => level === 'fail' && outcome === 'broken')
    .map(({ id }) => id);
  const [first] = [...brokenOfSuite(failed, lines), ...brokenOfSeries(failed, series, lines, span)].toSorted(
    (a, b) => a.atMs - b.atMs,
  );
  if (!first) return undefined;
  const changes = series
    .flatMap(
      ({ name, source, unit }) =>
        changeOf(name, unit, pointsIn(name, ofSource(lines, source), span), first.atMs) ?? [],
    )
    .filter(({ deviations }) => deviations >= LEAST_CHANGE)
    .toSorted((a, b) => b.deviations - a.deviations)
    .slice(0, MOST_SERIES);
  if (changes.length === 0) return undefined;
  const when = showLength(Math.max(0, first.atMs - span.beganMs));
  return `in the 30 s before ${first.id} broke, ${when} after the start of the load, these observed series changed most, compared with the time before: ${changes.map(({ text }) => text).join(', ')}; this does not say why`;
}

interface Break {
  readonly id: string;
  /** When the threshold broke and then stayed broken until the end, in ms since the epoch. */
  readonly atMs: number;
}

/** The thresholds of the suite, by the records of the run. */
function brokenOfSuite(ids: readonly string[], lines: readonly ObservedLine[]): Break[] {
  const since = new Map<string, number>();
  for (const { at, broken } of lines) {
    if (!broken) continue;
    for (const id of since.keys()) if (!broken.includes(id)) since.delete(id);
    for (const id of broken) if (!since.has(id)) since.set(id, at);
  }
  return ids.flatMap((id) => {
    const atMs = since.get(id);
    return atMs === undefined ? [] : [{ id, atMs }];
  });
}

/** Thresholds on the highest or lowest value of a series: one value breaks them. */
function brokenOfSeries(
  ids: readonly string[],
  series: readonly ObservedSeries[],
  lines: readonly ObservedLine[],
  span: LoadSpan,
): Break[] {
  return series.flatMap(({ name, source, thresholds }) => {
    const points = pointsIn(name, ofSource(lines, source), span);
    return thresholds.flatMap(({ id, level, stat, op, bound }) => {
      if (level !== 'fail' || !ids.includes(id)) return [];
      const first = points.find(
        ({ value }) =>
          (stat === 'max' && op === '<=' && value > bound) ||
          (stat === 'min' && op === '>=' && value < bound),
      );
      return first ? [{ id, atMs: first.atMs }] : [];
    });
  });
}

function ofSource(lines: readonly ObservedLine[], source: string): ObservedLine[] {
  return lines.filter((line) => line.source === source);
}

function changeOf(
  name: string,
  unit: string,
  points: readonly ObservedPoint[],
  atMs: number,
): Change | undefined {
  const values = (from: number, to: number) =>
    points.flatMap((point) => (point.atMs >= from && point.atMs < to ? [point.value] : []));
  const before = values(Number.NEGATIVE_INFINITY, atMs - WINDOW_MS);
  const inWindow = values(atMs - WINDOW_MS, atMs);
  if (before.length < LEAST.before || inWindow.length < LEAST.inWindow) return undefined;
  const [was, is] = [average(before), average(inWindow)];
  const deviation = Math.sqrt(average(before.map((value) => (value - was) ** 2)));
  const one = Math.max(deviation, LEAST_DEVIATION * Math.abs(was));
  if (one === 0) return undefined;
  const deviations = Math.abs(is - was) / one;
  const way = is > was ? 'rose' : 'fell';
  return {
    deviations,
    text: `${name} ${way} by ${Number(deviations.toFixed(1))} standard deviations, from ${showAmount(was, unit)} to ${showAmount(is, unit)}`,
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
