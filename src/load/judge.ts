import { type Aggregate, callStats, type JourneyStats, type Times, timesOf } from './aggregate';
import type { Rule, Subject } from './limits';
import { judgeProbes } from './probe-matrix';

/** pass: delivered and within all limits. fail: a limit broke or the load was not absorbed. invalid: cannot be judged. */
export type Verdict = 'pass' | 'fail' | 'invalid';

/** A limit held against what was measured. */
export interface LimitResult {
  readonly id: string;
  readonly level: Rule['level'];
  readonly limit: string;
  readonly why: string;
  /** In ms, as a share of 1, or per second; absent without data. */
  readonly measured?: number;
  readonly outcome: 'held' | 'broken' | 'no data';
}

/** The verdict with everything that led to it, in words. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why the verdict is not `pass`. */
  readonly reasons: readonly string[];
  /** What did not change the verdict but should be known. */
  readonly warnings: readonly string[];
  readonly limits: readonly LimitResult[];
  /** Of a load that rises in steps: the first one that was too much, in words; absent when none was. */
  readonly breakingPoint?: string;
}

/**
 * Judges a run. A run passes only if the load was delivered, every limit saw data, no script error happened, and every
 * limit held; what makes the figures themselves doubtful makes the run invalid, whatever its limits say.
 * @param isInterrupted whether k6 was told to stop: it is no wonder then that limits are without data
 */
export function judge(aggregate: Aggregate, rules: readonly Rule[], isInterrupted = false): Judgement {
  const limits = rules.map((rule) => hold(rule, aggregate));
  const probes = judgeProbes(aggregate.probes);
  const hasBegun = loadBegan(aggregate);
  const missing = isAborted(limits, rules) || !hasBegun ? [] : aggregate.journeys.flatMap(unaccounted);
  const isCutShort = isInterrupted && missing.length > 0;
  const invalid = [
    ...scriptErrors(aggregate),
    ...starved(aggregate),
    ...(hasBegun ? [] : [NEVER_BEGAN]),
    ...missing,
    ...(hasBegun && !isCutShort ? limits.filter(isWithoutData).map(noData) : []),
    ...probes.invalid,
  ];
  const failed = [
    ...probes.failed,
    ...aggregate.journeys.flatMap(notAbsorbed),
    ...limits.filter(({ level, outcome }) => level === 'limit' && outcome === 'broken').map(broken),
  ];
  const breakingPoint = findBreakingPoint(aggregate);
  const warnings = [
    ...limits.filter(({ level, outcome }) => level === 'warn' && outcome === 'broken').map(broken),
    ...leftBehind(aggregate),
  ];
  const verdict = invalid.length > 0 ? 'invalid' : failed.length > 0 ? 'fail' : 'pass';
  const reasons = [...invalid, ...failed];
  return { verdict, reasons, warnings, limits, ...(breakingPoint !== undefined && { breakingPoint }) };
}

/** A limit that ends the run when it breaks is why passes are missing; they are no fault of the run then. */
function isAborted(limits: readonly LimitResult[], rules: readonly Rule[]): boolean {
  return limits.some(
    ({ outcome }, index) => outcome === 'broken' && rules[index]?.abortAfterMs !== undefined,
  );
}

/** How late the timers of a healthy generator may fire, in ms. */
export const GENERATOR_LIMITS = { p99Ms: 100, maxMs: 1_000 };

function hold(rule: Rule, aggregate: Aggregate): LimitResult {
  const { id, level, why, text } = rule;
  const limit = rule.stat === 'rate' ? text : `≤ ${text}`;
  const { count, value } = measure(rule.subject, rule.stat, aggregate);
  if (value === undefined || count < rule.minCount) return { id, level, limit, why, outcome: 'no data' };
  const holds = rule.op === '<=' ? value <= rule.bound : value >= rule.bound;
  return { id, level, limit, why, measured: value, outcome: holds ? 'held' : 'broken' };
}

function measure(
  subject: Subject,
  stat: string,
  aggregate: Aggregate,
): { count: number; value: number | undefined } {
  if (subject.of === 'run') {
    const load = aggregate.calls.filter(({ phase }) => phase === 'load');
    const count = load.reduce((sum, stats) => sum + stats.count, 0);
    const failed = load.reduce((sum, stats) => sum + stats.failed, 0);
    return { count, value: stat === 'rate' ? count / (aggregate.loadMs / 1000) : failed / count };
  }
  if (subject.of === 'journey') {
    const stats = aggregate.journeys.find(({ journey }) => journey === subject.journey);
    const count = stats?.done ?? 0;
    if (!stats || count === 0) return { count: 0, value: undefined };
    if (subject.measure === 'failed') return { count, value: stats.failed / count };
    return { count, value: timeStat(subject.measure === 'response' ? stats.response : stats.duration, stat) };
  }
  if (subject.of === 'metric') {
    const times = timesOf(aggregate, subject.metric);
    return { count: times?.count ?? 0, value: timeStat(times, stat) };
  }
  const stats = callStats(aggregate, subject.call, 'load');
  if (!stats || stats.count === 0) return { count: 0, value: undefined };
  if (subject.measure === 'failed') return { count: stats.count, value: stats.failed / stats.count };
  const times = subject.measure === 'firstMessage' ? stats.stream?.firstMessage : stats.duration;
  return { count: times?.count ?? 0, value: timeStat(times, stat) };
}

function timeStat(times: Times | undefined, stat: string): number | undefined {
  if (!times || times.count === 0) return undefined;
  if (stat === 'avg' || stat === 'med' || stat === 'min' || stat === 'max') return times[stat];
  return times.percentiles[stat];
}

function scriptErrors({ scriptErrors: count }: Aggregate): string[] {
  if (count === 0) return [];
  const times = count === 1 ? 'A script error' : `${count} script errors`;
  return [`${times}: see the log for the file and line, mend the script, run again`];
}

function starved({ generatorLag }: Aggregate): string[] {
  const { p99Ms, maxMs } = GENERATOR_LIMITS;
  if (!generatorLag) return [];
  const { p99 = 0 } = generatorLag.percentiles;
  if (p99 <= p99Ms && generatorLag.max <= maxMs) return [];
  const lag = `p99 ${Math.round(p99)} ms (healthy: ${p99Ms}), at most ${Math.round(generatorLag.max)} ms (healthy: ${maxMs})`;
  return [
    `the load generator was starved, its timers fired late, ${lag}: give it more CPU, fewer users or more instances, and run again`,
  ];
}

const NEVER_BEGAN =
  'the load never began, not one pass started: set-up failed or was stopped, and its own error tells why';

function unaccounted({ journey, planned, done, dropped, interrupted }: JourneyStats): string[] {
  const missing = planned.min - done - dropped;
  if (missing <= 0) return [];
  const how = interrupted > 0 ? `${interrupted} were cut off` : 'they never started';
  return [
    `${journey}: ${missing} of ${planned.min} planned passes are unaccounted for (${how}): run again to the end`,
  ];
}

/** Then every limit is without data, and nobody watches the generator: there is no more to say about them. */
export function loadBegan({ journeys }: Aggregate): boolean {
  const hasBegun = journeys.some(
    ({ planned, started, dropped }) => planned.min === 0 || started + dropped > 0,
  );
  return hasBegun || journeys.length === 0;
}

function notAbsorbed({ journey, planned, dropped }: JourneyStats): string[] {
  if (dropped === 0) return [];
  return [
    `${journey}: ${dropped} of ${planned.min} planned passes were dropped: the system did not absorb the load`,
  ];
}

function findBreakingPoint({ steps = [] }: Aggregate): string | undefined {
  for (const { number, users, offered, done, broken } of steps) {
    // A pass due at the seam of two steps may count for either.
    const isShort = offered - done > Math.max(2, offered * 0.02);
    if (broken.length === 0 && !isShort) continue;
    const what =
      broken.length > 0
        ? `${broken.join(', ')} broke`
        : `${offered - done} of ${offered} passes were not done`;
    return `step ${number} (${users} users): ${what}`;
  }
  return undefined;
}

function leftBehind({ recordsLeft }: Aggregate): string[] {
  if (recordsLeft === 0) return [];
  return [`${recordsLeft} records of this run could not be removed from the tested system`];
}

function isWithoutData({ outcome }: LimitResult): boolean {
  return outcome === 'no data';
}

function noData({ id, limit }: LimitResult): string {
  return `${id} ${limit} has too few samples to be judged by: what it bounds did not happen`;
}

function broken({ id, limit, measured = 0, why }: LimitResult): string {
  return `${id} is ${shown(id, measured)}, the limit is ${limit} (reason for the limit: ${why})`;
}

function shown(id: string, value: number): string {
  if (id.endsWith('.failed')) return `${Number((value * 100).toFixed(2))}%`;
  if (id.endsWith('.rate')) return `${Number(value.toFixed(2))}/s`;
  return `${Number(value.toFixed(1))}ms`;
}
