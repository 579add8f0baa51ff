import type { JourneySpec } from '../../core/spec/run-spec';
import { showLength, showPercent } from '../../core/text/numbers';
import type { Threshold } from '../../core/thresholds/threshold';
import { isTimeStat } from '../../core/thresholds/time-stats';
import type { Fault } from './fault-proxy';

/** A fault, and the thresholds that have to break under it. */
export interface PlannedFault {
  readonly fault: Fault;
  /** Keys of thresholds: see {@link keyOf}. */
  readonly aims: readonly string[];
}

/** A threshold that no fault of ours can break, and why. */
export interface OutOfReach {
  readonly key: string;
  readonly reason: string;
}

/** A threshold with the figure that it has without a fault. */
interface Measured {
  readonly threshold: Threshold;
  readonly healthy: number;
}

/** Replies are delayed so much more than the bound, so that the figure is past it for certain. */
const MORE = 1.1;
const MORE_MS = 20;
/** Most that one reply of several is delayed: a call ends after 5 s if it does not say otherwise, and would fail instead. */
export const MOST_OF_MANY_MS = 4_500;
/** Longest delay of a reply. A fault run has to be short. */
const MOST_MS = 30_000;
/** Delays of one fault run differ by no more than this factor, so that a wide bound is not proved by a much larger delay. */
const ALIKE = 1.5;
/** Shares of requests that are reset. With a large one, few iterations get to their later calls. */
const RESETS = [0.3, 0.6, 0.1];

/** Name of a threshold: one figure may have a `warn` and a `fail` bound. */
export function keyOf({ level, id }: Pick<Threshold, 'level' | 'id'>): string {
  return `${level} ${id}`;
}

/**
 * Plans the faults that break each threshold: delayed replies for times, reset connections for failures, stalls for gaps in
 * streams and for what must happen often enough. A fault that comes later is only used when the ones before broke too little.
 * @param measured the thresholds, with their figures in a run without faults
 */
export function planFaults(
  measured: readonly Measured[],
  journeys: readonly JourneySpec[],
): { faults: PlannedFault[]; outOfReach: OutOfReach[] } {
  const outOfReach: OutOfReach[] = [];
  const delayed: { readonly key: string; readonly ms: number }[] = [];
  for (const { threshold, healthy } of measured) {
    const key = keyOf(threshold);
    const reason = impossible(threshold, journeys);
    if (reason !== undefined) outOfReach.push({ key, reason });
    else if (kindOf(threshold) === 'time') delayed.push({ key, ms: delayFor(threshold, healthy, journeys) });
  }
  const reachable = measured.filter(
    ({ threshold }) => !outOfReach.some(({ key }) => key === keyOf(threshold)),
  );
  const keys = (kinds: readonly Kind[]) =>
    reachable
      .filter(({ threshold }) => kinds.includes(kindOf(threshold)))
      .map(({ threshold }) => keyOf(threshold));
  const gaps = reachable
    .filter(({ threshold }) => kindOf(threshold) === 'gap')
    .map(({ threshold }) => threshold.bound);
  const faults: PlannedFault[] = [
    ...levels(delayed).map(({ ms, aims }) => ({ fault: { kind: 'latency', ms } as const, aims })),
    ...RESETS.map((share) => ({ fault: { kind: 'reset', share } as const, aims: keys(['failures']) })),
    { fault: { kind: 'stall', ms: Math.ceil(Math.max(0, ...gaps) * MORE + MORE_MS) }, aims: keys(['gap']) },
    { fault: { kind: 'stall' }, aims: keys(['failures', 'often']) },
  ];
  return { faults: faults.filter(({ aims }) => aims.length > 0), outOfReach };
}

/** Whether a fault changes what a threshold bounds. */
export function harms({ kind, ...fault }: Fault, threshold: Threshold): boolean {
  const what = kindOf(threshold);
  if (kind === 'latency') return what === 'time';
  if (kind === 'reset') return what === 'failures' || what === 'often';
  if (kind === 'stall') return 'ms' in fault ? what === 'time' || what === 'gap' : true;
  return false;
}

/** A fault in words. */
export function faultText(fault: Fault): string {
  if (fault.kind === 'latency') return `replies ${showLength(fault.ms)} late`;
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

/** Why no fault of ours can break a threshold. */
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

/** How late each reply has to be. */
function delayFor(threshold: Threshold, healthy: number, journeys: readonly JourneySpec[]): number {
  const { subject, bound } = threshold;
  if (subject.of === 'call') return Math.ceil(Math.min(MOST_MS, bound * MORE + MORE_MS));
  const replies = Math.max(1, ...journeysOf(threshold, journeys).map(({ calls }) => calls.length));
  const ms = ((bound - Math.min(healthy, bound)) / replies) * MORE + MORE_MS;
  return Math.ceil(Math.min(MOST_OF_MANY_MS, ms));
}

/** The journeys that a threshold is about. */
function journeysOf({ subject }: Threshold, journeys: readonly JourneySpec[]): readonly JourneySpec[] {
  if (subject.of === 'journey') return journeys.filter(({ name }) => name === subject.journey);
  if (subject.of === 'call') return journeys.filter(({ calls }) => calls.includes(subject.call));
  if (subject.of === 'metric') return journeys.filter(({ metrics }) => metrics.includes(subject.metric));
  return journeys;
}

/** Puts delays that are alike into one run: the largest of them decides. */
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
