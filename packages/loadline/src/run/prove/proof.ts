import { measuredText } from '../../core/thresholds/bound-text';
import { evaluate, statsOf } from '../../core/thresholds/evaluate';
import { boundText, type Threshold } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { faultText, harms, keyOf, MOST_OF_MANY_MS, type OutOfReach, type PlannedFault } from './fault-plan';
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
 * trusted. Without a usable run without a fault, no threshold is proved. No threshold is asleep before all its faults were tried.
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
    if (usual.isBroken) {
      const reason = `it is broken without a fault: ${measuredText(id, usual.measured ?? 0, bound)}`;
      return { ...common, outcome: 'could not be reached', reason };
    }
    if (!isUsable(healthy))
      return {
        ...common,
        outcome: 'could not be reached',
        reason: 'not tried: the system has to hold without a fault first',
      };
    const tried = runs
      .filter(({ fault }) => harms(fault, threshold))
      .map((run) => ({ run, ...seenIn(threshold, run.result) }));
    const broke = tried.find(({ isBroken, run }) => isBroken && run.result.verdict !== 'invalid');
    if (broke) return { ...common, outcome: 'proved', ...factsOf(broke) };
    const nearest = tried.reduce<Seen | undefined>((best, one) => nearer(threshold, best, one), undefined);
    const facts = nearest ? factsOf(nearest) : {};
    const open = faults.find(
      ({ aims, fault }) =>
        aims.includes(keyOf(threshold)) &&
        !runs.some((run) => run.fault === fault && run.result.verdict !== 'invalid'),
    );
    if (open) {
      const run = runs.find(({ fault }) => fault === open.fault);
      const reason = run ? invalidText(run) : `there was no run with ${faultText(open.fault)}`;
      return { ...common, ...facts, outcome: 'could not be reached', reason };
    }
    const why =
      outOfReach.find(({ key }) => key === keyOf(threshold))?.reason ?? reasonOf(threshold, nearest);
    if (isAsleep(threshold, usual.measured)) {
      const reason = `${why}; ${asleepText(threshold.op)}`;
      return { ...common, ...facts, outcome: 'asleep', reason };
    }
    return { ...common, ...facts, outcome: 'could not be reached', reason: why };
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
    .filter((one) => !harms(fault, one) && seenIn(one, result).isBroken && !seenIn(one, healthy).isBroken)
    .map(({ id }) => id);
  return [...new Set(also)];
}

interface Seen {
  readonly run: FaultRun;
  readonly isBroken: boolean;
  readonly measured?: number | undefined;
  readonly samples: number;
}

/** A threshold is judged on as many samples as the run needed for it, in the run without a fault too. */
export function seenIn(threshold: Threshold, { aggregate, spec }: Result): Omit<Seen, 'run'> {
  const inRun = spec.thresholds.find((one) => keyOf(one) === keyOf(threshold)) ?? threshold;
  const { outcome, measured, samples } = evaluate(inRun, statsOf(threshold.subject, aggregate));
  return { isBroken: outcome === 'broken', measured, samples };
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
  const { run, measured, isBroken, samples } = nearest;
  const fault = faultText(run.fault);
  if (isBroken) return invalidText(run);
  if (measured === undefined) return `with ${fault} it did not happen at all`;
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
