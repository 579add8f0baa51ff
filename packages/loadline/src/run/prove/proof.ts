import { measuredText } from '../../core/thresholds/bound-text';
import { type Evaluation, evaluate, samplesNeeded, statsOf } from '../../core/thresholds/evaluate';
import { boundText, type Threshold } from '../../core/thresholds/threshold';
import { sampleCount } from '../../core/verdict/judge';
import { mainReason } from '../../core/verdict/main-reason';
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
  /** Number of samples without a fault. Present when it is proved, and the test itself would not judge it by so few. */
  readonly samples?: number;
  /** Number of samples that the test needs to judge it. Present with `samples`. */
  readonly needed?: number;
}

/** A run with a fault. */
export interface FaultRun {
  readonly fault: Fault;
  readonly result: Result;
}

/** A threshold that no fault broke is asleep when its bound is more than this many times the measured figure. */
const ASLEEP = 10;

/** Why a threshold that holds is not proved after a run without a fault that is not usable. */
export const NOT_TRIED = 'not tried: the system has to hold without a fault first';

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
 * trusted. A threshold that does not hold in a usable run without a fault is not proved. One that breaks under a fault that does
 * not aim at it is proved when none of its own breaks it. None is asleep before it was judged in
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
    const aimed = faults.filter(({ aims }) => aims.includes(keyOf(threshold)));
    const isTried = aimed.every(({ fault }) => runs.some((run) => run.fault === fault));
    // A fault that does not aim at it proves it too, but its own faults come first.
    const aside = isTried ? runs.map((run) => ({ run, ...seenIn(threshold, run.result) })) : [];
    const broken = [...tried, ...aside].filter(
      ({ outcome, run }) => outcome === 'broken' && run.result.verdict !== 'invalid',
    );
    const past = runPast(threshold, healthy, runs);
    const broke = broken.find(({ run }) => isReachedIn(run, threshold, healthy));
    if (broke && !past)
      return { ...common, ...samplesOf(usual, threshold), outcome: 'proved', ...factsOf(broke) };
    if (past && !runs.some((run) => isReachedIn(run, threshold, healthy)))
      return unreached(
        `with ${faultText(past.fault)} none of its calls failed or waited, so they go to an address other than the target`,
        { run: past, ...seenIn(threshold, past.result) },
      );
    // What breaks it is not the fault when the same calls go past the proxy in another run, or show nothing of it.
    if (broken[0]) return unreached(notByFaultText(broken[0], past), broken[0]);
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
    const impossible = outOfReach.find(({ key }) => key === keyOf(threshold))?.reason;
    const why = impossible ?? reasonOf(threshold, nearest);
    // A gap as long as the stall would break it, so none was caused.
    const isUntouched = impossible === undefined && isGap(threshold);
    if (notJudged.length > 0 || isUntouched || !isAsleep(threshold, usual.measured))
      return unreached(why, nearest);
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
  if (!isUsable(healthy)) return NOT_TRIED;
  if (outcome === 'not judged') return `not judged without a fault, too few samples: ${sampleCount(usual)}`;
  return outcome === 'no data' ? 'without a fault it did not happen at all' : undefined;
}

/** Whether the fault of a run made calls that a threshold guards fail or wait. */
function isReachedIn({ fault, result }: FaultRun, threshold: Threshold, healthy: Result): boolean {
  return callsOf(threshold, healthy.spec.journeys).some((call) =>
    isReached(call, fault, result.aggregate, healthy.aggregate),
  );
}

/** A valid run whose fault reached no call of a threshold, because they all went past the proxy. */
function runPast(threshold: Threshold, { spec }: Result, runs: readonly FaultRun[]): FaultRun | undefined {
  const calls = callsOf(threshold, spec.journeys);
  if (calls.length === 0) return undefined;
  return runs.find(
    ({ fault, result: { verdict, aggregate } }) =>
      verdict !== 'invalid' && calls.every((call) => isElsewhere(call, fault, aggregate)),
  );
}

/** Why a threshold that broke in a run with a fault is not proved. */
function notByFaultText({ run: { fault } }: Seen, past: FaultRun | undefined): string {
  const why = `it breaks with ${faultText(fault)}, but`;
  return past && past.fault !== fault
    ? `${why} with ${faultText(past.fault)} none of its calls failed or waited, so something else may have broken it`
    : `${why} no failure or wait of its calls shows that the fault reached them, so something else may have broken it`;
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

function samplesOf(
  { samples }: Evaluation,
  threshold: Threshold,
): Pick<ThresholdProof, 'samples' | 'needed'> {
  const needed = samplesNeeded(threshold);
  return samples < needed ? { samples, needed } : {};
}

function reasonOf(threshold: Threshold, nearest: Seen | undefined): string {
  if (!nearest) return 'no run had a fault that changes what it bounds';
  const { run, measured, outcome } = nearest;
  const fault = faultText(run.fault);
  if (outcome === 'broken') return invalidText(run);
  const isMost = run.fault.kind === 'latency' && run.fault.ms >= MOST_OF_MANY_MS;
  if (measured === undefined) {
    const hasFailures = run.result.aggregate.calls.some(
      ({ phase, failed }) => phase === 'load' && failed > 0,
    );
    return `with ${fault} it did not happen at all${isMost && hasFailures ? FAILS_INSTEAD : ''}`;
  }
  if (outcome === 'not judged')
    return `with ${fault} it is not judged, too few samples: ${sampleCount(nearest)}`;
  const figure = `with ${fault} it is ${measuredText(threshold.id, measured, boundText(threshold))}`;
  return `${figure}${isMost ? FAILS_INSTEAD : adviceOf(threshold, nearest)}`;
}

const FAILS_INSTEAD = ', and a call that waits longer fails instead';

/** What the figure under a fault does not say by itself. */
function adviceOf(threshold: Threshold, { run, samples }: Seen): string {
  const { stat, op } = threshold;
  const { fault, result } = run;
  if (stat === 'rate' && op === '>=') return ', and a call that fails counts in it too';
  if (stat === 'share' && fault.kind === 'reset' && samples < FEW)
    return `, with ${samples} of them: write more --users, or a longer --duration`;
  if (!isGap(threshold) || fault.kind !== 'stall' || fault.ms === undefined) return '';
  const { times } = statsOf(threshold.subject, result.aggregate);
  const longest = times?.max ?? 0;
  return longest < fault.ms
    ? ': no stream waited between two of its messages while replies were held back, as when it sends all of them at once'
    : '';
}

function isGap({ subject }: Threshold): boolean {
  return subject.measure === 'longestGap';
}

function invalidText({ fault, result }: FaultRun): string {
  return `the run with ${faultText(fault)} is invalid: ${mainReason(result)}`;
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
