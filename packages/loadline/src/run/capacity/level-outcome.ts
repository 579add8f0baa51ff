import { exhausted } from '../../core/figures/exhausted';
import { callsPerSecond, iterationsPerSecond } from '../../core/figures/rates';
import { thresholdsOfSeries } from '../../core/observed/source';
import { measuredText } from '../../core/thresholds/bound-text';
import { isWithin } from '../../core/thresholds/evaluate';
import { boundText, type ObservedThreshold, type Threshold } from '../../core/thresholds/threshold';
import { sampleCount, type ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { starved } from '../../core/verdict/starved';
import { warmUpWarnings } from '../../core/verdict/warm-up';
import type { LevelRun } from '../../results/capacity-file';
import { mainCauseText } from '../../ui/report/failure-rows';
import { growth } from './growth';

/** The outcome of a run at a level, with the figures that the curve shows. */
export function levelRunOf(result: Result): LevelRun {
  const { aggregate, spec } = result;
  const sum = (of: 'done' | 'failed') =>
    aggregate.journeys.reduce((total, journey) => total + journey[of], 0);
  const done = sum('done');
  const nearest = nearestThreshold(result);
  const underWay = growth(aggregate);
  const failure = mainCauseText(result);
  const warmUp = warmUpWarnings(aggregate);
  const outcome = outcomeOf(result);
  // The main reason of a level is what gave it its outcome. The main one of its run may be another doubt.
  const reasons = [...(outcome === 'starved' ? ownLimits(result) : []), ...result.reasons];
  return {
    runId: spec.runId,
    durationMs: spec.loadMs,
    outcome,
    iterationsPerSecond: iterationsPerSecond(aggregate),
    callsPerSecond: callsPerSecond(aggregate),
    ...(done > 0 && { failed: sum('failed') / done }),
    ...(nearest && { nearest }),
    ...brokenAndOpen(result),
    ...(underWay && { underWay }),
    reasons: [...new Set(reasons), ...doubtful(result).map(doubtText)],
    ...(failure !== undefined && { failure }),
    ...(warmUp.length > 0 && { warmUp }),
  };
}

/** A `fail` threshold with its result. */
interface Deciding {
  readonly threshold: Threshold | ObservedThreshold;
  readonly result: ThresholdResult;
}

function deciding({ spec, thresholds }: Result): Deciding[] {
  const all = [...spec.thresholds, ...thresholdsOfSeries(spec.observed)];
  return thresholds.flatMap((result, index) => {
    const threshold = all[index];
    return threshold?.level === 'fail' ? [{ threshold, result }] : [];
  });
}

/** The `fail` thresholds that broke, and those that got too few samples to be judged. */
function brokenAndOpen(result: Result): Pick<LevelRun, 'broken' | 'notJudged'> {
  const ids = (outcome: ThresholdResult['outcome']) =>
    deciding(result).flatMap((one) => (one.result.outcome === outcome ? [one.threshold.id] : []));
  const [broken, notJudged] = [ids('broken'), ids('not judged')];
  return { ...(broken.length > 0 && { broken }), ...(notJudged.length > 0 && { notJudged }) };
}

/** The `fail` thresholds that got too few samples to be judged, and whose figure is beyond the bound. */
function doubtful(result: Result): Deciding[] {
  return deciding(result).filter(
    ({ threshold, result: { outcome, measured } }) =>
      outcome === 'not judged' && measured !== undefined && !isWithin(threshold, measured),
  );
}

function doubtText({ threshold, result }: Deciding): string {
  const { id, bound, measured = 0 } = result;
  const missing =
    threshold.subject.of === 'observed' ? 'its source was silent' : 'failed iterations lack samples';
  const advice = result.expected === undefined ? 'write a longer --duration' : missing;
  return `${id} is ${measuredText(threshold.id, measured, bound)}, the bound is ${bound}, and it was not judged (${sampleCount(result)}): ${advice}`;
}

/**
 * The thresholds that broke at one level and were not judged in a run of the other one. It is not known whether they would
 * have held there, so the difference between the levels may come from the number of samples, not from the system.
 */
export function notJudgedBelow(
  held: readonly Pick<LevelRun, 'notJudged'>[],
  broke: readonly Pick<LevelRun, 'broken'>[],
): string[] {
  const broken = new Set(broke.flatMap((run) => run.broken ?? []));
  return [...new Set(held.flatMap((run) => run.notJudged ?? []))].filter((id) => broken.has(id));
}

function outcomeOf(result: Result): LevelRun['outcome'] {
  const { verdict } = result;
  if (verdict === 'fail') return 'broke';
  if (verdict === 'pass') return doubtful(result).length > 0 ? 'inconclusive' : 'held';
  return ownLimits(result).length > 0 ? 'starved' : 'invalid';
}

/** The limits of its own to which the load generator came. */
function ownLimits({ aggregate }: Result): string[] {
  return [...exhausted(aggregate), ...starved(aggregate)];
}

/** The `fail` threshold whose figure is nearest to its bound, or furthest past it. */
function nearestThreshold(result: Result): LevelRun['nearest'] {
  const found = deciding(result).flatMap(({ threshold, result: { outcome, measured } }) => {
    if ((outcome !== 'held' && outcome !== 'broken') || measured === undefined) return [];
    const { op, bound, id } = threshold;
    const ratio = op === '<=' ? measured / bound : bound / measured;
    // There is no ratio to a bound of 0: a figure past it is further away than any other, one at it is nearer than none.
    const order = Number.isFinite(ratio) ? ratio : outcome === 'broken' ? Number.POSITIVE_INFINITY : 0;
    const ofBound = Number.isFinite(ratio) && { ofBound: ratio };
    return [{ order, nearest: { id, bound: boundText(threshold), measured, ...ofBound } }];
  });
  return found.toSorted((a, b) => b.order - a.order)[0]?.nearest;
}
