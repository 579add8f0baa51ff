import type { JourneySpec } from '../../core/spec/run-spec';
import { showLength, showPercent } from '../../core/text/numbers';
import type { Threshold } from '../../core/thresholds/threshold';
import { isTimeStat } from '../../core/thresholds/time-stats';
import type { Fault } from './fault-proxy';

/** A fault, and the thresholds that it should break. */
export interface PlannedFault {
  readonly fault: Fault;
  /** Keys of the thresholds: see {@link keyOf}. */
  readonly aims: readonly string[];
  /** Whether this delay follows from the figures under a shorter one. */
  readonly isSecond?: true;
}

/** A threshold that none of the available faults can break, and why. */
export interface OutOfReach {
  readonly key: string;
  readonly reason: string;
}

/** A threshold, and its figure in the run without a fault. */
export interface Measured {
  readonly threshold: Threshold;
  readonly healthy: number;
}

/** A threshold that held under a delay, and its figure there. */
interface Held extends Measured {
  readonly delayed: number;
}

/** A delay is the bound times this factor, plus `MORE_MS`, so that the figure certainly exceeds the bound. */
const MORE = 1.1;
const MORE_MS = 20;
/** Longest delay of one of several replies, in ms. By default a call times out after 5 s, and would fail instead. */
export const MOST_OF_MANY_MS = 4_500;
/** Longest delay of a reply, in ms, because a fault run has to be short. */
const MOST_MS = 30_000;
/** Thresholds share a run when their delays differ by at most this factor. A much larger delay would prove little. */
const ALIKE = 1.5;
/** Shares of requests that are reset, in the order of the runs. With a large share few iterations reach later calls. */
const RESETS = [0.3, 0.6, 0.1];

/** Key of a threshold. It contains the level, because one figure may have a `warn` and a `fail` bound. */
export function keyOf({ level, id }: Pick<Threshold, 'level' | 'id'>): string {
  return `${level} ${id}`;
}

/**
 * Plans the faults that should break each threshold: delayed replies for times, reset connections for failures and lower
 * bounds, stalls for these and for gaps in streams. A later fault is used only for thresholds that the earlier ones did not
 * break.
 * @param measured the thresholds that hold without a fault, each with its figure in that run
 */
export function planFaults(
  measured: readonly Measured[],
  journeys: readonly JourneySpec[],
): { faults: PlannedFault[]; outOfReach: OutOfReach[] } {
  const outOfReach: OutOfReach[] = [];
  const delayed: { readonly key: string; readonly ms: number }[] = [];
  const gaps: typeof delayed = [];
  /** Thresholds on failures, and lower bounds. */
  const counts: string[] = [];
  for (const { threshold, healthy } of measured) {
    const key = keyOf(threshold);
    const reason = impossible(threshold, journeys);
    const kind = kindOf(threshold);
    if (reason !== undefined) outOfReach.push({ key, reason });
    else if (kind === 'time') delayed.push({ key, ms: delayFor(threshold, healthy, journeys) });
    else if (kind === 'gap') gaps.push({ key, ms: Math.ceil(threshold.bound * MORE + MORE_MS) });
    else counts.push(key);
  }
  const faults: PlannedFault[] = [
    ...levels(delayed).map(({ ms, aims }) => ({ fault: { kind: 'latency', ms } as const, aims })),
    ...RESETS.map((share) => ({ fault: { kind: 'reset', share } as const, aims: counts })),
    // A stream whose gap is much longer than its bound ends at the deadline of its call, and has no gap then.
    ...levels(gaps).map(({ ms, aims }) => ({ fault: { kind: 'stall', ms } as const, aims })),
    { fault: { kind: 'stall' }, aims: counts },
  ];
  return { faults: faults.filter(({ aims }) => aims.length > 0), outOfReach };
}

/**
 * Plans longer delays for the times of journeys and metrics that held under their first one. That one is right when all calls of
 * the journey count in the time; what it did shows how many do.
 * @param held the thresholds that this fault aims at and that held
 */
export function secondDelays({ fault, isSecond }: PlannedFault, held: readonly Held[]): PlannedFault[] {
  if (fault.kind !== 'latency' || isSecond) return [];
  const longer = held.flatMap(({ threshold, healthy, delayed }) => {
    const ms = ((fault.ms * (threshold.bound - healthy)) / (delayed - healthy)) * MORE + MORE_MS;
    if (threshold.subject.of === 'call' || delayed <= healthy || fault.ms >= MOST_OF_MANY_MS) return [];
    return [{ key: keyOf(threshold), ms: Math.ceil(Math.min(MOST_OF_MANY_MS, ms)) }];
  });
  return levels(longer).map(({ ms, aims }) => ({ fault: { kind: 'latency', ms }, aims, isSecond: true }));
}

/** Whether a fault changes the figure that a threshold bounds. */
export function harms({ kind, ...fault }: Fault, threshold: Threshold): boolean {
  const what = kindOf(threshold);
  if (kind === 'latency') return what === 'time';
  if (kind === 'reset') return what === 'failures' || what === 'often';
  if (kind === 'stall') return 'ms' in fault ? what === 'time' || what === 'gap' : true;
  return false;
}

/** A fault in words. */
export function faultText(fault: Fault): string {
  if (fault.kind === 'latency')
    return `replies ${fault.ms < 1_000 ? `${Math.round(fault.ms)} ms` : showLength(fault.ms)} late`;
  if (fault.kind === 'reset') return `${showPercent(fault.share)} of requests reset`;
  if (fault.kind === 'none') return 'no fault';
  return fault.ms === undefined ? 'no replies' : `no replies for ${showLength(fault.ms)}, again and again`;
}

type Kind = 'time' | 'gap' | 'failures' | 'often' | 'seldom';

function kindOf({ subject, stat, op }: Threshold): Kind {
  if (subject.measure === 'longestGap') return 'gap';
  if (isTimeStat(stat)) return 'time';
  if (stat === 'share') return 'failures';
  return op === '>=' ? 'often' : 'seldom';
}

/** Why none of the available faults can break a threshold. Undefined when one can. */
function impossible(threshold: Threshold, journeys: readonly JourneySpec[]): string | undefined {
  const { bound, stat, subject } = threshold;
  const kind = kindOf(threshold);
  if (kind === 'seldom') return 'no fault makes more of it happen';
  if (stat === 'share' && bound >= 1) return 'no more than all can fail';
  if (kind !== 'time' && kind !== 'gap') return undefined;
  const longestMs = Math.max(0, ...journeysOf(threshold, journeys).map(({ maxDurationMs }) => maxDurationMs));
  if (longestMs > 0 && bound >= longestMs && subject.measure !== 'response')
    return `an iteration ends after its maxDuration, ${showLength(longestMs)}`;
  if (bound >= longestMs + MOST_MS)
    return `an iteration ends after ${showLength(longestMs)}, and a fault lasts at most ${showLength(MOST_MS)}`;
  return undefined;
}

/** Delay of each reply that breaks a threshold, in ms. */
function delayFor(threshold: Threshold, healthy: number, journeys: readonly JourneySpec[]): number {
  const { subject, bound } = threshold;
  if (subject.of === 'call') return Math.ceil(Math.min(MOST_MS, bound * MORE + MORE_MS));
  const replies = Math.max(1, ...journeysOf(threshold, journeys).map(({ calls }) => calls.length));
  const ms = ((bound - Math.min(healthy, bound)) / replies) * MORE + MORE_MS;
  return Math.ceil(Math.min(MOST_OF_MANY_MS, ms));
}

/** The journeys whose figures a threshold bounds. */
function journeysOf({ subject }: Threshold, journeys: readonly JourneySpec[]): readonly JourneySpec[] {
  if (subject.of === 'journey') return journeys.filter(({ name }) => name === subject.journey);
  if (subject.of === 'call') return journeys.filter(({ calls }) => calls.includes(subject.call));
  if (subject.of === 'metric') return journeys.filter(({ metrics }) => metrics.includes(subject.metric));
  return journeys;
}

/** The calls that may change the figure of a threshold. */
export function callsOf(threshold: Threshold, journeys: readonly JourneySpec[]): readonly string[] {
  const { subject } = threshold;
  if (subject.of === 'call') return [subject.call];
  return journeysOf(threshold, journeys).flatMap(({ calls }) => calls);
}

/** Groups similar delays into one run, which uses the largest of them. */
function levels(delayed: readonly { readonly key: string; readonly ms: number }[]) {
  const found: { ms: number; least: number; aims: string[] }[] = [];
  for (const { key, ms } of [...delayed].sort((a, b) => a.ms - b.ms)) {
    const last = found.at(-1);
    if (last && ms <= last.least * ALIKE) {
      last.ms = ms;
      last.aims.push(key);
    } else found.push({ ms, least: ms, aims: [key] });
  }
  return found;
}
