import { exhausted } from '../../core/figures/exhausted';
import { boundText } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { starved } from '../../core/verdict/starved';
import type { LevelRun } from '../../results/capacity-file';

/** The outcome of a run at a level, with the figures that the curve shows. */
export function levelRunOf(result: Result): LevelRun {
  const { aggregate, reasons, spec } = result;
  const load = aggregate.calls.filter(({ phase }) => phase === 'load');
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const done = sum(aggregate.journeys.map((journey) => journey.done));
  const seconds = aggregate.loadMs / 1_000;
  const nearest = nearestThreshold(result);
  return {
    runId: spec.runId,
    durationMs: spec.loadMs,
    outcome: outcomeOf(result),
    iterationsPerSecond: done / seconds,
    callsPerSecond: sum(load.map(({ count }) => count)) / seconds,
    ...(done > 0 && { failed: sum(aggregate.journeys.map(({ failed }) => failed)) / done }),
    ...(nearest && { nearest }),
    ...brokenAndOpen(result),
    reasons: [...reasons],
  };
}

/** The `fail` thresholds that broke, and those that got too few samples to be judged. */
function brokenAndOpen({ spec, thresholds }: Result): Pick<LevelRun, 'broken' | 'notJudged'> {
  const ids = (outcome: string) =>
    thresholds.flatMap((one, index) => {
      const threshold = spec.thresholds[index];
      return threshold?.level === 'fail' && one.outcome === outcome ? [threshold.id] : [];
    });
  const [broken, notJudged] = [ids('broken'), ids('not judged')];
  return { ...(broken.length > 0 && { broken }), ...(notJudged.length > 0 && { notJudged }) };
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

function outcomeOf({ verdict, aggregate }: Result): LevelRun['outcome'] {
  if (verdict === 'pass') return 'held';
  if (verdict === 'fail') return 'broke';
  return starved(aggregate).length + exhausted(aggregate).length > 0 ? 'starved' : 'invalid';
}

/** The `fail` threshold whose figure is nearest to its bound, or furthest past it. */
function nearestThreshold({ spec, thresholds }: Result): LevelRun['nearest'] {
  const found = thresholds.flatMap((one, index) => {
    const threshold = spec.thresholds[index];
    const isJudged = one.outcome === 'held' || one.outcome === 'broken';
    if (threshold?.level !== 'fail' || !isJudged || one.measured === undefined) return [];
    const { op, bound, id } = threshold;
    const ratio = op === '<=' ? one.measured / bound : bound / one.measured;
    // A bound of 0 has no share: 0 stands for held, 2 for broken.
    const ofBound = Number.isFinite(ratio) ? ratio : one.outcome === 'held' ? 0 : 2;
    return [{ id, bound: boundText(threshold), measured: one.measured, ofBound }];
  });
  return found.toSorted((a, b) => b.ofBound - a.ofBound)[0];
}
