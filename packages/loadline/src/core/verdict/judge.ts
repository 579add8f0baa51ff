import type { Aggregate, JourneyStats } from '../figures/aggregate';
import { missingOf } from '../figures/arrivals';
import { exhausted } from '../figures/exhausted';
import { plannedText } from '../spec/planned-text';
import { counted } from '../text/counted';
import { measuredText } from '../thresholds/bound-text';
import { type Evaluation, evaluate, statsOf } from '../thresholds/evaluate';
import { failuresBefore } from '../thresholds/never-happened';
import { boundText, type ObservedThreshold, type Threshold } from '../thresholds/threshold';
import { unboundedFailures } from '../thresholds/unbounded';
import { judgeProbes } from './probe-matrix';
import { type RecordedEnd, type RunFacts, recordedEnd } from './run-facts';
import { starved } from './starved';

/**
 * pass: the load was delivered and all thresholds held. fail: a threshold broke or the system did not absorb the load.
 * invalid: the run cannot be judged.
 */
export type Verdict = 'pass' | 'fail' | 'invalid';

/** The result of one threshold. */
export interface ThresholdResult extends Partial<Pick<Evaluation, 'samples' | 'needed' | 'expected'>> {
  readonly id: string;
  readonly level: Threshold['level'];
  readonly bound: string;
  readonly why: string;
  /** In ms, as a share of 1, per second, or per stream. Absent without data. */
  readonly measured?: number;
  readonly outcome: Evaluation['outcome'];
  /**
   * Why there is no sample, when the missing samples do not make the run invalid. During a run: why the threshold is not
   * judged yet.
   */
  readonly explanation?: string;
}

/** The verdict with its reasons. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why the verdict is not `pass`. */
  readonly reasons: readonly string[];
  /** Facts that do not change the verdict but that a reader should know. */
  readonly warnings: readonly string[];
  readonly thresholds: readonly ThresholdResult[];
  /** The first step of a load in steps that was too much, for people. Absent when none was. */
  readonly breakingPoint?: string;
}

/**
 * Judges a run. A run passes only if the load was delivered, every threshold has data, no script error happened, no failure
 * is without a bound, and every threshold with enough samples held. Doubtful figures make the run invalid, whatever its
 * thresholds say. The first reason is one that decides the verdict.
 * @param facts records of the run besides its figures: only a record excuses missing iterations or samples
 */
export function judge(
  aggregate: Aggregate,
  thresholds: readonly Threshold[],
  facts: RunFacts = {},
): Judgement {
  const end = recordedEnd(
    facts,
    aggregate.journeys.some(({ started }) => started > 0),
  );
  const own = explained(holdAll(thresholds, aggregate, facts), thresholds, aggregate, facts, end);
  const results = [...own, ...holdAll(facts.observed ?? [], aggregate)];
  const probes = judgeProbes(aggregate.probes);
  const broke = results.filter(({ outcome }) => outcome === 'broken').map(toBroken);
  const failed = [
    ...broke.flatMap(({ level, text }) => (level === 'fail' ? [text] : [])),
    ...end.failed,
    ...probes.failed,
    ...neverHappened(own, end),
    ...unboundedFailures(aggregate, thresholds, own),
    ...aggregate.journeys.flatMap((stats) => notAbsorbed(stats, heldByOthers(aggregate, facts))),
  ];
  const outOf = exhausted(aggregate);
  const invalid = [
    ...end.invalid,
    ...outOf,
    ...(facts.doubts ?? []),
    ...scriptErrors(aggregate, facts),
    ...starved(aggregate),
    ...undelivered(aggregate, own, end, (facts.doubts ?? []).length > 0),
    ...probes.invalid,
  ];
  const isWhole = loadBegan(aggregate) && !end.isInterrupted && !end.isCut && outOf.length === 0;
  const breakingPoint = isWhole ? findBreakingPoint(aggregate) : undefined;
  const warnings = [
    ...broke
      .filter((one) => one.level === 'warn' && !broke.some(isSameThatFails(one)))
      .map(({ text }) => text),
    ...leftBehind(aggregate),
  ];
  const verdict = invalid.length > 0 ? 'invalid' : failed.length > 0 ? 'fail' : 'pass';
  const reasons = [...invalid, ...failed];
  return {
    verdict,
    reasons,
    warnings,
    thresholds: results,
    ...(breakingPoint !== undefined && { breakingPoint }),
  };
}

/** Evaluates each threshold on the figures of a run. */
export function holdAll<T extends Threshold | ObservedThreshold>(
  thresholds: readonly T[],
  aggregate: Aggregate,
  { isLeftOut }: { readonly isLeftOut?: (threshold: T) => boolean } = {},
): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const { id, level, why } = threshold;
    const bound = boundText(threshold);
    const evaluation = evaluate(threshold, statsOf(threshold.subject, aggregate));
    const isJudged = evaluation.outcome === 'no data' || !isLeftOut?.(threshold);
    return { id, level, bound, why, ...evaluation, ...(!isJudged && { outcome: 'not judged' }) };
  });
}

/** Explains thresholds without data, when a record or failures before them are the reason. */
function explained(
  results: readonly ThresholdResult[],
  thresholds: readonly Threshold[],
  aggregate: Aggregate,
  { journeys }: RunFacts,
  end: RecordedEnd,
): ThresholdResult[] {
  return results.map((result, index) => {
    const threshold = thresholds[index];
    if (result.outcome !== 'no data' || !threshold) return result;
    const isCut = end.isInterrupted || end.isAborted;
    const explanation = failuresBefore(threshold, aggregate, journeys) ?? (isCut ? ENDED_EARLY : undefined);
    return explanation === undefined ? result : { ...result, explanation };
  });
}

const ENDED_EARLY = 'the run ended early';

/**
 * Reasons for what never happened because the system failed before it. Nobody knows how it would have gone, so the run
 * cannot pass.
 */
function neverHappened(thresholds: readonly ThresholdResult[], end: RecordedEnd): string[] {
  const byCause = new Map<string, string[]>();
  for (const { id, explanation } of thresholds) {
    if (explanation === undefined || explanation === ENDED_EARLY) continue;
    byCause.set(explanation, [...(byCause.get(explanation) ?? []), id]);
  }
  if (end.isInterrupted) return [];
  return [...byCause].map(([cause, ids]) => `${cause}: ${[...new Set(ids)].join(', ')} cannot be judged`);
}

/** Reasons for missing iterations and samples that no record explains. */
function undelivered(
  aggregate: Aggregate,
  thresholds: readonly ThresholdResult[],
  end: RecordedEnd,
  isDoubtful: boolean,
): string[] {
  if (!loadBegan(aggregate)) return end.invalid.length > 0 || isDoubtful ? [] : [NEVER_BEGAN];
  if (end.isInterrupted) return [];
  return [
    ...(end.isAborted ? [] : aggregate.journeys.flatMap(unaccounted)),
    ...thresholds.filter(isWithoutData).map(noData),
    ...(thresholds.some(decides) ? [] : [NOTHING_JUDGED]),
  ];
}

/** Says how many thresholds could not be judged. Empty when all could. */
export function notJudged(thresholds: readonly Pick<ThresholdResult, 'outcome'>[]): string {
  const count = thresholds.filter(({ outcome }) => outcome === 'not judged').length;
  return count === 0 ? '' : `${count} of ${thresholds.length} not judged: too few samples`;
}

/** Writes the verdict as every report shows it: `PASS, 9 of 24 not judged: too few samples`. */
export function verdictLine({ verdict, thresholds }: Pick<Judgement, 'verdict' | 'thresholds'>): string {
  const rest = notJudged(thresholds);
  return rest === '' ? verdict.toUpperCase() : `${verdict.toUpperCase()}, ${rest}`;
}

/**
 * Says why a threshold was not judged: `7 of 20 samples`, `33 of 390 measured` when samples of failed iterations are
 * missing, or `140 samples, fewer than 100 planned` when k6 alone could not know that there would be enough.
 */
export function sampleCount({
  samples = 0,
  needed = 1,
  expected,
}: Pick<ThresholdResult, 'samples' | 'needed' | 'expected'>): string {
  if (expected !== undefined) return `${samples} of ${expected} measured`;
  return samples < needed
    ? `${samples} of ${counted(needed, 'sample')}`
    : `${counted(samples, 'sample')}, fewer than ${needed} planned`;
}

function scriptErrors(aggregate: Aggregate, { logs = [] }: RunFacts): string[] {
  const { scriptErrors: count } = aggregate;
  if (count === 0) return [];
  const where = logs.length === 0 ? 'the log of k6' : `${logs.join(', ')} in the folder of the run`;
  // An iteration that lost time cannot tell whether the script waited, or a starved generator gave it no CPU.
  const what =
    starved(aggregate).length === 0
      ? 'mend the script'
      : 'mend those that are not about time: the starved generator may have caused the others';
  return [`${counted(count, 'script error')}: see ${where} for the file and line, ${what}, run again`];
}

const NEVER_BEGAN =
  'the load never began, not one iteration started: set-up failed or was stopped, and its own error tells why';

function unaccounted(stats: JourneyStats): string[] {
  const { journey, planned, interrupted } = stats;
  const missing = missingOf(stats);
  if (missing === 0) return [];
  const how = interrupted > 0 ? `${interrupted} were cut off` : 'they never started';
  return [
    `${journey}: ${missing} of ${plannedText(planned)} planned iterations are unaccounted for (${how}): run again to the end`,
  ];
}

/**
 * Whether the load began. When it did not, no threshold has data and nobody watched the generator, so nothing more is said
 * about them.
 */
export function loadBegan({ journeys }: Aggregate): boolean {
  const hasBegun = journeys.some(({ started, dropped }) => started + dropped > 0);
  return hasBegun || journeys.every(({ planned }) => planned.min === 0);
}

function notAbsorbed({ journey, planned, dropped }: JourneyStats, others: string | undefined): string[] {
  if (dropped === 0) return [];
  const why =
    others === undefined
      ? 'the system did not absorb the load'
      : `${others} may have kept its virtual users busy, so this does not speak against the system`;
  return [`${journey}: ${dropped} of ${plannedText(planned)} planned iterations were dropped: ${why}`];
}

/** What besides the system may have kept virtual users busy. */
function heldByOthers(aggregate: Aggregate, { ends = [] }: RunFacts): string | undefined {
  if (starved(aggregate).length > 0) return 'the starved generator';
  const isScript = aggregate.scriptErrors > 0 || ends.some(({ uncaught }) => (uncaught?.count ?? 0) > 0);
  return isScript ? 'an error of the script' : undefined;
}

function findBreakingPoint({ steps = [] }: Aggregate): string | undefined {
  for (const { number, users, offered, done, broken } of steps) {
    // An iteration that is due at the border of two steps may count for either.
    const isShort = offered - done > Math.max(2, offered * 0.02);
    if (broken.length === 0 && !isShort) continue;
    const what =
      broken.length > 0
        ? `${broken.join(', ')} broke`
        : `${offered - done} of ${counted(offered, 'iteration')} not done`;
    return `step ${number} (${counted(users, 'user')}): ${what}`;
  }
  return undefined;
}

function leftBehind({ recordsLeft }: Aggregate): string[] {
  if (recordsLeft === 0) return [];
  return [`${counted(recordsLeft, 'record')} of this run could not be removed from the tested system`];
}

const NOTHING_JUDGED =
  'no `fail` threshold was judged, so nothing speaks for a pass: run longer, or with more users, or lower minSamples';

/** Whether a threshold affects the verdict. */
function decides({ level, outcome }: ThresholdResult): boolean {
  return level === 'fail' && (outcome === 'held' || outcome === 'broken');
}

function isWithoutData({ outcome, explanation }: ThresholdResult): boolean {
  return outcome === 'no data' && explanation === undefined;
}

function noData({ id, bound }: ThresholdResult): string {
  return `${id} ${bound} has no sample: what it bounds did not happen`;
}

/** A threshold that broke, in words. */
interface Broken extends Pick<ThresholdResult, 'id' | 'level'> {
  readonly text: string;
}

/** A figure that broke its `fail` also broke its `warn`: the reason says it, so a warning would only repeat it. */
function isSameThatFails({ id }: Broken): (other: Broken) => boolean {
  return (other) => other.level === 'fail' && other.id === id;
}

function toBroken({ id, level, bound, measured = 0, why }: ThresholdResult): Broken {
  return {
    id,
    level,
    text: `${id} is ${measuredText(id, measured, bound)}, the bound is ${bound} (why this bound: ${why})`,
  };
}
