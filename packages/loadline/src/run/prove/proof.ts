import { measuredText } from '../../core/thresholds/bound-text';
import { type Evaluation, evaluate, statsOf } from '../../core/thresholds/evaluate';
import { boundText, type Threshold } from '../../core/thresholds/threshold';
import { sampleCount } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { isElsewhere, isReached } from './elsewhere';
import {
  callsOf,
  faultText,
  harms,
  keyOf,
  MOST_OF_MANY_MS,
  type OutOfReach,
  type PlannedFault,
} from './fault-plan';
import type { Fault } from './fault-proxy';

/** The outcome of a proof for one threshold. */
export interface ThresholdProof {
  readonly id: string;
  readonly level: Threshold['level'];
  readonly bound: string;
  /** The figure without a fault: in ms, as a share from 0 to 1, per second, or per stream. Absent without data. */
  readonly healthy?: number;
  readonly outcome: 'proved' | 'could not be reached' | 'asleep';
  /** The fault that broke the threshold, or came nearest to that. Absent when no fault affects its figure. */
  readonly fault?: string;
  /** The figure under `fault`. */
  readonly measured?: number;
  /** Id of the run with `fault`. */
  readonly runId?: string;
  /** Why the threshold is not proved. */
  readonly reason?: string;
}

/** A run with a fault. */
export interface FaultRun {
  readonly fault: Fault;
  readonly result: Result;
}

/** A threshold that no fault broke is asleep when its bound is more than this many times the measured figure. */
const ASLEEP = 10;

/** With fewer samples than this, resets may miss all of them by chance. */
const FEW = 20;

/**
 * Whether a run without a fault allows faults: it passes, or breaks only bounds on times and rates. A system that fails by itself,
 * or does not absorb the load, shows nothing under a fault.
 */
export function isUsable({ verdict, thresholds, spec, reasons }: Result): boolean {
  if (verdict !== 'fail') return verdict === 'pass';
  const broken = spec.thresholds.filter(
    ({ level }, index) => level === 'fail' && thresholds[index]?.outcome === 'broken',
  );
  // Each broken threshold is one reason. Any other one says that the system fails, or that it dropped iterations.
  return reasons.length === broken.length && broken.every(({ stat }) => stat !== 'share');
}

/** The faults of a proof, those that cannot break a threshold, and the runs so far. */
export interface Tried {
  readonly faults: readonly PlannedFault[];
  readonly outOfReach: readonly OutOfReach[];
  readonly runs: readonly FaultRun[];
}

/**
 * Decides for each threshold whether a fault broke it. An invalid run proves nothing, because its figures cannot be
 * trusted. A threshold that does not hold in a usable run without a fault is not proved. None is asleep before it was judged in
 * the runs with all its faults.
 * @param thresholds with their own `minSamples`, as in the file
 * @param healthy the run without a fault
 */
export function proofsOf(
  thresholds: readonly Threshold[],
  healthy: Result,
  { faults, outOfReach, runs }: Tried,
): ThresholdProof[] {
  return thresholds.map((threshold): ThresholdProof => {
    const { id, level } = threshold;
    const bound = boundText(threshold);
    const usual = seenIn(threshold, healthy);
    const common = { id, level, bound, ...(usual.measured !== undefined && { healthy: usual.measured }) };
    const unreached = (reason: string, seen?: Seen): ThresholdProof => ({
      ...common,
      ...(seen && factsOf(seen)),
      outcome: 'could not be reached',
      reason,
    });
    const before = untriedReason(threshold, usual, healthy);
    if (before !== undefined) return unreached(before);
    const tried = runs
      .filter(({ fault }) => harms(fault, threshold))
      .map((run) => ({ run, ...seenIn(threshold, run.result) }));
    const broke = tried.find(({ outcome, run }) => outcome === 'broken' && run.result.verdict !== 'invalid');
    if (broke) return { ...common, outcome: 'proved', ...factsOf(broke) };
    const past = runPast(threshold, healthy, runs);
    if (past)
      return unreached(
        `with ${faultText(past.fault)} none of its calls failed or waited, so they go to an address other than the target`,
        { run: past, ...seenIn(threshold, past.result) },
      );
    const aimed = faults.filter(({ aims }) => aims.includes(keyOf(threshold)));
    const notJudged = tried.filter(
      ({ outcome, run }) => !isJudged(outcome) && aimed.some(({ fault }) => fault === run.fault),
    );
    // A figure that was not judged is shown only when none of the threshold's own faults gave a judged one.
    const shown =
      aimed.length > 0 && notJudged.length === aimed.length
        ? notJudged
        : tried.filter((one) => isJudged(one.outcome));
    const nearest = shown.reduce<Seen | undefined>((best, one) => nearer(threshold, best, one), undefined);
    const open = aimed.find(
      ({ fault }) => !runs.some((run) => run.fault === fault && run.result.verdict !== 'invalid'),
    );
    if (open) {
      const run = runs.find(({ fault }) => fault === open.fault);
      const reason = run ? invalidText(run) : `there was no run with ${faultText(open.fault)}`;
      return unreached(reason, nearest);
    }
    const why =
      outOfReach.find(({ key }) => key === keyOf(threshold))?.reason ?? reasonOf(threshold, nearest);
    if (notJudged.length > 0 || !isAsleep(threshold, usual.measured)) return unreached(why, nearest);
    return { ...unreached(`${why}; ${asleepText(threshold.op)}`, nearest), outcome: 'asleep' };
  });
}

/**
 * Thresholds that broke although the fault does not affect their figure, such as failures while replies are delayed, and that
 * held without a fault.
 */
export function alsoBroken(
  thresholds: readonly Threshold[],
  { fault, result }: FaultRun,
  healthy: Result,
): string[] {
  const also = thresholds
    .filter(
      (one) =>
        !harms(fault, one) &&
        seenIn(one, result).outcome === 'broken' &&
        seenIn(one, healthy).outcome === 'held',
    )
    .map(({ id }) => id);
  return [...new Set(also)];
}

interface Seen extends Evaluation {
  readonly run: FaultRun;
}

/** A threshold is judged on as many samples as the run needed for it, in the run without a fault too. */
export function seenIn(threshold: Threshold, { aggregate, spec }: Result): Evaluation {
  const inRun = spec.thresholds.find((one) => keyOf(one) === keyOf(threshold)) ?? threshold;
  return evaluate(inRun, statsOf(threshold.subject, aggregate));
}

function isJudged(outcome: Evaluation['outcome']): boolean {
  return outcome === 'held' || outcome === 'broken';
}

/** Why no fault is tried on a threshold: only what holds without a fault can be proved. */
function untriedReason({ id, ...rest }: Threshold, usual: Evaluation, healthy: Result): string | undefined {
  const { outcome, measured } = usual;
  if (outcome === 'broken')
    return `it is broken without a fault: ${measuredText(id, measured ?? 0, boundText(rest))}`;
  if (!isUsable(healthy)) return 'not tried: the system has to hold without a fault first';
  if (outcome === 'not judged') return `not judged without a fault, too few samples: ${sampleCount(usual)}`;
  return outcome === 'no data' ? 'without a fault it did not happen at all' : undefined;
}

/** A valid run whose fault reached no call of a threshold. Undefined when another fault reached one. */
function runPast(threshold: Threshold, { spec }: Result, runs: readonly FaultRun[]): FaultRun | undefined {
  const calls = callsOf(threshold, spec.journeys);
  const reaches = ({ fault, result: { aggregate } }: FaultRun) =>
    calls.some((call) => isReached(call, fault, aggregate));
  if (calls.length === 0 || runs.some(reaches)) return undefined;
  return runs.find(
    ({ fault, result: { verdict, aggregate } }) =>
      verdict !== 'invalid' && calls.every((call) => isElsewhere(call, fault, aggregate)),
  );
}

function factsOf({ run, measured }: Seen): Pick<ThresholdProof, 'fault' | 'measured' | 'runId'> {
  return {
    fault: faultText(run.fault),
    runId: run.result.spec.runId,
    ...(measured !== undefined && { measured }),
  };
}

function nearer({ op }: Threshold, best: Seen | undefined, one: Seen): Seen {
  if (best?.measured === undefined) return one;
  if (one.measured === undefined) return best;
  const isNearer = op === '<=' ? one.measured > best.measured : one.measured < best.measured;
  return isNearer ? one : best;
}

function reasonOf({ id, ...rest }: Threshold, nearest: Seen | undefined): string {
  if (!nearest) return 'no run had a fault that changes what it bounds';
  const { run, measured, outcome, samples } = nearest;
  const fault = faultText(run.fault);
  if (outcome === 'broken') return invalidText(run);
  if (measured === undefined) return `with ${fault} it did not happen at all`;
  if (outcome === 'not judged')
    return `with ${fault} it is not judged, too few samples: ${sampleCount(nearest)}`;
  const isMost = run.fault.kind === 'latency' && run.fault.ms >= MOST_OF_MANY_MS;
  const more = isMost
    ? ', and a call that waits longer fails instead'
    : run.fault.kind === 'reset' && samples < FEW
      ? `, with ${samples} of them: write more --users, or a longer --duration`
      : '';
  return `with ${fault} it is ${measuredText(id, measured, boundText(rest))}${more}`;
}

function invalidText({ fault, result }: FaultRun): string {
  return `the run with ${faultText(fault)} is invalid: ${result.reasons.at(-1) ?? 'see its report'}`;
}

function asleepText(op: Threshold['op']): string {
  return op === '<='
    ? `the bound is more than ${ASLEEP} times the figure without a fault`
    : `the figure without a fault is more than ${ASLEEP} times the bound`;
}

function isAsleep({ op, bound, stat }: Threshold, healthy: number | undefined): boolean {
  if (healthy === undefined || stat === 'share') return false;
  return op === '<=' ? bound > ASLEEP * healthy : healthy > ASLEEP * bound;
}
