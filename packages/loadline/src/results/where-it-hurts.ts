import { median } from 'simple-statistics';
import { changeWindowMs, LEAST_VALUES, USUAL_INTERVAL_MS } from '../core/observed/change-window';
import type { ObservedSeries } from '../core/observed/source';
import { showAmount } from '../core/text/amount';
import { showLength } from '../core/text/numbers';
import type { Judgement } from '../core/verdict/judge';
import type { ObservedLine } from './observed-file';
import { type LoadSpan, type ObservedPoint, pointsIn } from './observed-stats';

const MOST_SERIES = 3;
/** Smallest change that is named, in standard deviations. */
const LEAST_CHANGE = 2;
/** Smallest standard deviation, as a share of the mean: otherwise any change of an almost constant series would be large. */
const LEAST_DEVIATION = 0.01;

interface Change {
  readonly name: string;
  /** The change in words. */
  readonly text: string;
  readonly deviations: number;
  readonly windowMs: number;
}

/**
 * Says which observed series changed most in the 30 s before the first threshold of a failed run broke, compared with the time
 * before, and which ones could not be compared because their values come too rarely. The window of a series with a value less
 * often than every 5 s is longer. The text names no cause.
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
  const compared = series.map(({ name, source, unit }) =>
    compare(name, unit, pointsIn(name, ofSource(lines, source), span), first.atMs),
  );
  const changes = compared
    .filter((one) => typeof one === 'object')
    .filter(({ deviations }) => deviations >= LEAST_CHANGE)
    .toSorted((a, b) => b.deviations - a.deviations)
    .slice(0, MOST_SERIES);
  const tooRare = series.filter((_, index) => compared[index] === 'too rare').map(({ name }) => name);
  const rareText = `the values of ${tooRare.join(', ')} came too rarely to be compared`;
  const when = `${first.id} broke, ${showLength(Math.max(0, first.atMs - span.beganMs))} after the start of the load`;
  const [largest] = changes;
  if (!largest) return tooRare.length === 0 ? undefined : `when ${when}, ${rareText} with the time before`;
  const { windowMs } = largest;
  const texts = changes.map((change) => {
    const own = change.windowMs === windowMs ? '' : ` (in the ${seconds(change.windowMs)} before)`;
    return `${change.name}${own} ${change.text}`;
  });
  const rare = tooRare.length === 0 ? '' : `; ${rareText}`;
  return `in the ${seconds(windowMs)} before ${when}, these observed series changed most, compared with the time before: ${texts.join(', ')}; this does not say why${rare}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
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

/**
 * The change of a series before a threshold broke.
 * @returns `too rare`: it has too few values because they come rarely. Undefined: it has too few values, or is always 0
 */
function compare(
  name: string,
  unit: string,
  points: readonly ObservedPoint[],
  atMs: number,
): Change | 'too rare' | undefined {
  const intervalMs = intervalOf(points);
  if (intervalMs === undefined) return undefined;
  const tooFew = intervalMs > USUAL_INTERVAL_MS ? 'too rare' : undefined;
  const windowMs = changeWindowMs(intervalMs);
  if (windowMs === undefined) return tooFew;
  const values = (from: number, to: number) =>
    points.flatMap((point) => (point.atMs >= from && point.atMs < to ? [point.value] : []));
  const before = values(Number.NEGATIVE_INFINITY, atMs - windowMs);
  const inWindow = values(atMs - windowMs, atMs);
  if (before.length < LEAST_VALUES.before || inWindow.length < LEAST_VALUES.inWindow) return tooFew;
  const [was, is] = [average(before), average(inWindow)];
  const deviation = Math.sqrt(average(before.map((value) => (value - was) ** 2)));
  const one = Math.max(deviation, LEAST_DEVIATION * Math.abs(was));
  if (one === 0) return undefined;
  const deviations = Math.abs(is - was) / one;
  const way = is > was ? 'rose' : 'fell';
  return {
    name,
    windowMs,
    deviations,
    text: `${way} by ${Number(deviations.toFixed(1))} standard deviations, from ${showAmount(was, unit)} to ${showAmount(is, unit)}`,
  };
}

/**
 * Usual time between two values of a series, in whole seconds but in ms. A source may have news less often than it is read.
 */
function intervalOf(points: readonly ObservedPoint[]): number | undefined {
  const gaps = points.slice(1).map(({ atMs }, index) => atMs - (points[index]?.atMs ?? atMs));
  return gaps.length === 0 ? undefined : Math.round(median(gaps) / 1_000) * 1_000;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
