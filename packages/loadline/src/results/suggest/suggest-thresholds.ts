import { evaluate, type Outcome, statsOf } from '../../core/thresholds/evaluate';
import type { Subject, Threshold } from '../../core/thresholds/threshold';
import type { SuiteNames } from '../../core/thresholds/threshold-names';
import { entryOf, idAt, placeOf } from '../../core/thresholds/threshold-place';
import { isPercentile, isTimeStat } from '../../core/thresholds/time-stats';
import { sampleCount } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { type LimitedBound, timeBound } from './time-bound';
import { failedLimit } from './tolerance-limit';

/** A suggested bound. */
export interface Suggestion {
  /** The threshold with the new bound. */
  readonly threshold: Threshold;
  /** The bound as it is now. Absent: the figure has none. */
  readonly now?: string;
  /** The figure of each run, in ms or as a share of 1. */
  readonly measured: readonly number[];
  /** Number of runs that break the bound as it is now. */
  readonly brokenNow: number;
  /** Number of runs that break the suggested bound: none, whatever the limit is. */
  readonly broken: number;
  /** Present when runs are above the limit that the spread of all runs gives: the bound is then made from the largest figure. */
  readonly outliers?: Outliers;
}

/** Runs whose figure is above the limit that the spread of all runs gives. */
export interface Outliers {
  readonly runs: readonly string[];
  /** In ms, or as a share of 1. */
  readonly limit: number;
}

/** A threshold for which no bound can be suggested, and why. */
export interface Skipped {
  readonly id: string;
  readonly reason: string;
  /** The bound that stays, which no run breaks. */
  readonly stays?: Limit;
}

type Limit = Pick<Threshold, 'bound' | 'text'>;

/** The names that a suite bounds in its load. */
type LoadNames = Pick<SuiteNames, 'journeyCalls' | 'journeys'>;

/**
 * Suggests bounds from runs of a healthy system. Times get an upper tolerance limit, failures the limit of a binomial
 * distribution; neither is below the largest figure of the runs, and both are rounded up. A figure with a `warn` and a `fail`
 * bound gets a new `warn` bound only: `fail` says what users need, and no run can know that. A bound below the limit stays
 * unless a run breaks it. A call or journey without a bound on its times gets a `warn` bound on its p95. A percentile gets no
 * bound above that of a higher percentile, because it would guard nothing: the higher one always breaks with it. A `warn`
 * bound also stays below the `fail` bounds of its own and of higher percentiles, because it has to warn before the run fails.
 * A `fail` bound may be above a `warn` bound.
 * @param runs at least `FEWEST_RUNS` comparable runs
 * @param thresholds those of the file under the profile of the runs
 * @param common those of the file for every profile: a bound that is missing is added to their entries
 * @param names those of the suite as it is built: the file may use no others. Absent: they are not known
 */
export function suggestThresholds(
  runs: readonly Result[],
  thresholds: readonly Threshold[],
  common: readonly Threshold[] = thresholds,
  names?: LoadNames,
): { suggestions: Suggestion[]; skipped: Skipped[] } {
  const all = candidates(runs, thresholds, common);
  const found = new Map<Candidate, Suggestion | Skipped>();
  const settled: Threshold[] = [];
  for (const candidate of all.toSorted((a, b) => rankOf(b.threshold) - rankOf(a.threshold))) {
    const { threshold } = candidate;
    const beside = thresholds.filter(
      ({ id, level }) => threshold.level === 'warn' && level === 'fail' && id === threshold.id,
    );
    const above = settled.filter((other) => isAbove(other, threshold));
    const unknown = names && unknownReason(threshold.subject, names);
    const one = unknown ? { id: threshold.id, reason: unknown } : suggest(candidate, runs, above, beside);
    found.set(candidate, one);
    const limit = 'reason' in one ? one.stays : one.threshold;
    if (limit) settled.push({ ...threshold, bound: limit.bound, text: limit.text });
    settled.push(...beside.filter((fail) => outcomes(fail, runs).every((outcome) => outcome === 'held')));
  }
  // In the order of the file.
  const inOrder = all.flatMap((candidate) => found.get(candidate) ?? []);
  return {
    suggestions: inOrder.filter((one) => 'threshold' in one),
    skipped: inOrder.filter((one) => 'reason' in one),
  };
}

/** Why a thresholds file may not use the name of a call or journey. Runs may have been made before the suite lost it. */
function unknownReason(subject: Subject, { journeyCalls, journeys }: LoadNames): string | undefined {
  if (subject.of === 'call' && !journeyCalls.includes(subject.call))
    return 'no journey of the suite makes this call';
  return subject.of === 'journey' && !journeys.includes(subject.journey)
    ? 'the suite has no such journey'
    : undefined;
}

/** Whether a threshold bounds the same percentile of the same times, or a higher one. */
function isAbove(other: Threshold, { subject, ...one }: Threshold): boolean {
  const isSame = JSON.stringify(other.subject) === JSON.stringify(subject);
  return isSame && rankOf(one) >= 0 && rankOf(other) >= rankOf(one);
}

/** The percentile that a threshold bounds, 0 to 100; -1 when it bounds none, as with an average. */
function rankOf({ stat }: Pick<Threshold, 'stat'>): number {
  if (isPercentile(stat)) return Number(stat.slice(1));
  return { min: 0, med: 50, max: 100 }[stat] ?? -1;
}

interface Candidate {
  readonly threshold: Threshold;
  readonly now?: string;
}

/** One threshold for each figure: the `warn` bound if there is one, else the `fail` bound; and the missing ones. */
function candidates(
  runs: readonly Result[],
  thresholds: readonly Threshold[],
  common: readonly Threshold[],
): Candidate[] {
  const warned = new Set(thresholds.filter(({ level }) => level === 'warn').map(({ id }) => id));
  const known = thresholds.filter(({ id, level }) => level === 'warn' || !warned.has(id));
  return [
    ...known.map((threshold) => ({ threshold, now: threshold.text })),
    ...missing(runs, thresholds, common),
  ];
}

/** A `warn` bound on the p95 of each call, and of the response of each journey, whose times have no bound at all. */
function missing(
  [run]: readonly Result[],
  thresholds: readonly Threshold[],
  common: readonly Threshold[],
): Candidate[] {
  if (!run) return [];
  const minSamples = new Map(common.map((one) => [nameOf(one.subject), one.minSamples]));
  const bounded = new Set(
    thresholds.filter(({ stat }) => isTimeStat(stat)).map(({ subject }) => nameOf(subject)),
  );
  const { calls, journeys } = run.aggregate;
  const subjects: Subject[] = [
    ...calls
      .filter(({ phase }) => phase === 'load')
      .map(({ call }): Subject => ({ of: 'call', call, measure: 'duration' })),
    ...journeys.map(({ journey }): Subject => ({ of: 'journey', journey, measure: 'response' })),
  ];
  return subjects
    .filter((subject) => !bounded.has(nameOf(subject)))
    .map((subject) => {
      const bounding = { subject, stat: 'p95', op: '<=', bound: 0, why: '', text: '' } as const;
      const least = minSamples.get(nameOf(subject));
      return {
        threshold: {
          id: idAt(placeOf(bounding)),
          level: 'warn',
          ...bounding,
          ...(least !== undefined && { minSamples: least }),
        },
      };
    });
}

function nameOf(subject: Subject): string {
  return entryOf(subject).join('.');
}

/**
 * @param above settled bounds on the same percentile and on higher ones
 * @param beside the `fail` bound of the same figure, which stays
 */
function suggest(
  { threshold, now }: Candidate,
  runs: readonly Result[],
  above: readonly Threshold[],
  beside: readonly Threshold[],
): Suggestion | Skipped {
  const { id, level, stat, op } = threshold;
  if (op === '>=' || !(stat === 'share' || isTimeStat(stat)))
    return { id, reason: 'bounds neither a time nor failures' };
  const evaluated = runs.map(({ aggregate }) => evaluate(threshold, statsOf(threshold.subject, aggregate)));
  const few = evaluated.filter(({ outcome }) => outcome === 'not judged' || outcome === 'no data');
  const lost = few.filter(({ expected }) => expected !== undefined);
  if (lost[0])
    return {
      id,
      reason: `${lost.length} of ${runs.length} runs lack the samples of failed iterations (${sampleCount(lost[0])}): make runs in which fewer fail`,
    };
  const least = few.toSorted((a, b) => a.samples / a.needed - b.samples / b.needed)[0];
  if (least) {
    const inRuns = `${few.length} of ${runs.length} runs`;
    // Such as the response times of a journey that keeps no schedule.
    const hasNone = least.measured === undefined && least.samples >= least.needed;
    const reason = hasNone
      ? `${inRuns} have no such figure`
      : `${inRuns} have too few samples (${sampleCount(least)}): make longer runs`;
    return { id, reason };
  }
  const measured = evaluated.map(({ measured: figure = 0 }) => figure);
  const own = stat === 'share' ? shareBound(threshold, runs) : timeBound(measured);
  if (typeof own === 'string') return { id, reason: own };
  const higher = lowest(above.filter((other) => other.level === level));
  const { bound, text } = higher && higher.bound < own.bound ? higher : own;
  const suggested: Threshold = { ...threshold, bound, text };
  const broken = (one: Threshold) => outcomes(one, runs).filter((outcome) => outcome === 'broken').length;
  const brokenNow = now === undefined ? 0 : broken(threshold);
  if (now !== undefined && bound >= threshold.bound && brokenNow === 0) {
    return {
      id,
      stays: threshold,
      reason:
        bound === threshold.bound
          ? `${now} stays: these runs suggest the same`
          : `${now} stays: it is stricter than these runs can show (${text}), and none breaks it`,
    };
  }
  const fail = lowest([...beside, ...above.filter((other) => other.level === 'fail')]);
  if (level === 'warn' && fail && bound >= fail.bound) {
    const of = fail.id === id ? '' : ` of ${fail.stat}`;
    return {
      id,
      reason: `the runs vary up to the fail bound${of}: the limit is ${text}, fail is ${fail.text}`,
    };
  }
  const outliers = runs.flatMap(({ spec }, index) => ((measured[index] ?? 0) > own.limit ? spec.runId : []));
  const isLargest = bound === own.bound && outliers.length > 0;
  return {
    threshold: suggested,
    ...(now !== undefined && { now }),
    measured,
    brokenNow,
    broken: broken(suggested),
    ...(isLargest && { outliers: { runs: outliers, limit: own.limit } }),
  };
}

function lowest(thresholds: readonly Threshold[]): Threshold | undefined {
  return thresholds.toSorted((a, b) => a.bound - b.bound)[0];
}

function outcomes(threshold: Threshold, runs: readonly Result[]): Outcome[] {
  return runs.map(({ aggregate }) => evaluate(threshold, statsOf(threshold.subject, aggregate)).outcome);
}

/** @returns the bound; a reason in words when it would allow all to fail */
function shareBound({ subject }: Threshold, runs: readonly Result[]): LimitedBound | string {
  const stats = runs.map(({ aggregate }) => statsOf(subject, aggregate));
  const attempts = stats.map(({ count }) => count);
  const all = attempts.reduce((total, count) => total + count, 0);
  const failed = stats.reduce((total, one) => total + (one.failed ?? 0), 0);
  const fewest = Math.min(...attempts);
  const limit = failedLimit(failed, all, fewest);
  const largest = Math.max(...stats.map(({ failed: some = 0, count }) => some / count));
  const tenths = Math.max(1, tenthsOfPercent(limit), tenthsOfPercent(largest));
  if (tenths < 1_000) return { bound: Number(`${tenths}e-3`), text: `${tenths / 10}%`, limit };
  return largest === 1 || failed > all / 2
    ? 'so much fails in these runs that the limit is 100%, which guards nothing'
    : `too few attempts to bound failures (${fewest} in a run): make longer runs`;
}

/** The least number of tenths of a percent that is not below a share. */
function tenthsOfPercent(share: number): number {
  const tenths = Math.ceil(Number((share * 1_000).toFixed(6)));
  return tenths / 1_000 < share ? tenths + 1 : tenths;
}
