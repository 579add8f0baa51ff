import {
  causesOf,
  GENERATOR_CAUSES,
  iterationCauses,
  type JobCause,
  METRIC,
  type Phase,
  type Protocol,
  selector,
} from '../names';
import type { RunSpec } from '../spec/run-spec';
import { GENERATOR_LIMITS } from '../verdict/starved';
import { samplesNeeded } from './evaluate';
import type { Subject, Threshold } from './threshold';

/** One k6 threshold expression, in the form that k6's options take. */
export type K6Threshold = string | { threshold: string; abortOnFail: boolean; delayAbortEval: string };

/** k6's `options.thresholds`: expressions by metric selector. */
export type K6Thresholds = Record<string, K6Threshold[]>;

/** A threshold that is always broken: no counter is below zero. */
const NEVER = 'count<0';

/** The scenario whose only virtual user watches the generator. */
export const GENERATOR_SCENARIO = 'generator';

/** A call in one phase of the run. */
export interface CallRow {
  readonly call: string;
  readonly phase: Phase;
  readonly isStream: boolean;
  readonly protocol: Protocol;
}

/**
 * Whether the planned iterations give as many samples as a threshold needs. When they do not, k6 does not get the threshold,
 * so k6 alone does not judge it: a k6 threshold cannot require a number of samples of a Trend.
 */
export function isReached(threshold: Threshold, { journeys }: Pick<RunSpec, 'journeys'>): boolean {
  const needed = samplesNeeded(threshold);
  // A threshold on presence requires one sample in any case.
  return needed === 1 || plannedSamples(threshold.subject, journeys) >= needed;
}

type K6Planned = Pick<RunSpec, 'thresholds' | 'journeys' | 'calls' | 'loadMs' | 'warmUpMs'>;

/**
 * Makes the k6 thresholds with which `k6 run` alone exits 99 whenever {@link judge} does not pass the run: each threshold
 * that has enough planned samples, at least one sample for each threshold, the planned iterations of each journey, and no
 * dropped iterations, script errors, failed checks of k6, steps of the clock or exhausted resources of the load generator.
 * @param isWatched whether a virtual user watches the generator
 */
export function k6Thresholds(
  { thresholds, journeys, calls, loadMs, warmUpMs }: K6Planned,
  isWatched: boolean,
): K6Thresholds {
  const all: K6Thresholds = {};
  const add = (key: string, expression: K6Threshold) => {
    all[key] ??= [];
    if (!all[key].includes(expression)) all[key].push(expression);
  };
  const decides = (threshold: Threshold) => threshold.level === 'fail' && isReached(threshold, { journeys });
  for (const threshold of thresholds) {
    add(...presenceOf(threshold));
    if (decides(threshold)) add(selectorOf(threshold.subject), k6Threshold(threshold, loadMs, warmUpMs));
  }
  // When no threshold can be judged, the run must not pass.
  if (!thresholds.some(decides)) add(METRIC.scriptErrors, NEVER);
  for (const { name, planned } of journeys) {
    add(...iterationsOf(name, planned.min));
    add(droppedOf(name), 'count<1');
  }
  for (const journey of unboundedIn(
    journeys.map(({ name }) => name),
    thresholds.filter(decides),
  )) {
    add(selector(METRIC.journeyFailed, { journey }), 'rate<=0');
  }
  for (const call of unboundedCalls(calls, thresholds.filter(decides))) {
    add(selector(METRIC.callRepaired, { call, phase: 'load' }), 'count<1');
  }
  add(METRIC.scriptErrors, 'count<1');
  // k6 passes it when the script makes no checks.
  add('checks', 'rate>=1');
  for (const cause of GENERATOR_CAUSES) {
    add(selector(METRIC.callFailures, { cause }), 'count<1');
    add(selector(METRIC.journeyFailures, { cause }), 'count<1');
  }
  if (isWatched) {
    add(METRIC.clockStep, 'count<1');
    add(METRIC.generatorLag, `max<=${GENERATOR_LIMITS.maxMs}`);
    add(METRIC.generatorLag, `p(99)<=${GENERATOR_LIMITS.p99Ms}`);
    // k6 passes a threshold on a Trend without samples, so another threshold requires that the generator was watched to the
    // end.
    add(selector(METRIC.iterations, { scenario: GENERATOR_SCENARIO }), 'count>=1');
  }
  return all;
}

/**
 * Makes thresholds that always hold. k6 gives `handleSummary` the figures of a sub-metric only when a threshold names it, so
 * each row of the summary needs one.
 * @param ownCauses causes that journeys declare
 */
export function summaryRows(
  calls: readonly CallRow[],
  journeys: readonly string[],
  ownCauses: readonly JobCause[] = [],
): K6Thresholds {
  const rows: K6Thresholds = {};
  for (const { call, phase, isStream, protocol } of calls) {
    rows[selector(METRIC.callDuration, { call, phase })] = ['max>=0'];
    rows[selector(METRIC.callFailed, { call, phase })] = ['rate>=0'];
    for (const cause of causesOf(protocol))
      rows[selector(METRIC.callFailures, { call, phase, cause })] = ['count>=0'];
    if (protocol === 'http') {
      rows[selector(METRIC.callBytes, { call, phase })] = ['count>=0'];
      rows[selector(METRIC.callUnsized, { call, phase })] = ['count>=0'];
      rows[selector(METRIC.callRepaired, { call, phase })] = ['count>=0'];
    }
    if (isStream) {
      rows[selector(METRIC.streamFirstMessage, { call, phase })] = ['max>=0'];
      rows[selector(METRIC.streamLongestGap, { call, phase })] = ['max>=0'];
      rows[selector(METRIC.streamMessages, { call, phase })] = ['max>=0'];
    }
  }
  const causes = iterationCauses([...new Set(calls.map(({ protocol }) => protocol))], ownCauses);
  for (const journey of journeys) {
    for (const metric of [METRIC.journeyDuration, METRIC.journeyResponse, METRIC.scheduleDelay]) {
      rows[selector(metric, { journey })] = ['max>=0'];
    }
    rows[selector(METRIC.journeyFailed, { journey })] = ['rate>=0'];
    for (const cause of causes) rows[selector(METRIC.journeyFailures, { journey, cause })] = ['count>=0'];
  }
  return rows;
}

/** Does the same for each step of a load: for its iterations, and for each threshold within it. */
export function stepRows(
  steps: readonly number[],
  thresholds: readonly Threshold[],
  journeys: readonly string[],
): K6Thresholds {
  const rows: K6Thresholds = {};
  for (const step of steps) {
    for (const journey of journeys) {
      rows[stepSelector(selector(METRIC.journeyFailed, { journey }), step)] = ['rate>=0'];
      rows[stepSelector(selector(METRIC.journeyResponse, { journey }), step)] = ['max>=0'];
    }
    for (const { level, subject, stat } of thresholds) {
      if (level !== 'fail' || subject.of === 'run') continue;
      rows[stepSelector(selectorOf(subject), step)] ??= [stat === 'share' ? 'rate>=0' : 'max>=0'];
    }
  }
  return rows;
}

/** Narrows a selector to one step. */
export function stepSelector(whole: string, step: number): string {
  return whole.endsWith('}')
    ? whole.replace(/}$/, `,step:${step}}`)
    : selector(whole, { step: String(step) });
}

/** Selects the dropped iterations of a journey. k6 tags them with the scenario's name only, not with the scenario's own tags. */
export function droppedOf(journey: string): string {
  return selector(METRIC.dropped, { scenario: journey });
}

/** The sub-metric that a threshold reads. */
export function selectorOf(subject: Subject): string {
  return selector(metricOf(subject), tagsOf(subject));
}

/** Writes a statistic in k6's syntax: `p97.5` becomes `p(97.5)`, others stay the same. */
export function k6Stat(stat: string): string {
  return /^p\d/.test(stat) ? `p(${stat.slice(1)})` : stat;
}

function k6Threshold(threshold: Threshold, loadMs: number, warmUpMs = 0): K6Threshold {
  const expression = expressionOf(threshold, loadMs);
  if (threshold.abortAfterMs === undefined) return expression;
  return {
    threshold: expression,
    abortOnFail: true,
    delayAbortEval: `${warmUpMs + threshold.abortAfterMs}ms`,
  };
}

function expressionOf(threshold: Threshold, loadMs: number): string {
  if (threshold.stat === 'share') return `rate${threshold.op}${threshold.bound}`;
  // k6 calculates the rate of a counter over set-up and clean-up too, so this bounds the count over the load instead.
  if (threshold.stat === 'rate') return `count${threshold.op}${(threshold.bound * loadMs) / 1000}`;
  if (threshold.stat === 'perStream') return `avg${threshold.op}${threshold.bound}`;
  return `${k6Stat(threshold.stat)}${threshold.op}${threshold.bound}`;
}

/** Removes `abortOnFail` from thresholds, for runs that loadline stops itself. */
export function withoutAbort(thresholds: K6Thresholds): K6Thresholds {
  const entries = Object.entries(thresholds).map(([key, all]) => [
    key,
    all.map((one) => (typeof one === 'string' ? one : one.threshold)),
  ]);
  return Object.fromEntries(entries);
}

/** Finds journeys whose failures no deciding threshold bounds. None of their iterations may fail. */
function unboundedIn(journeys: readonly string[], deciding: readonly Threshold[]): string[] {
  const bounded = deciding.filter(({ stat }) => stat === 'share').map(({ subject }) => subject);
  if (bounded.some(({ of }) => of === 'run')) return [];
  return journeys.filter(
    (name) => !bounded.some((subject) => subject.of === 'journey' && subject.journey === name),
  );
}

/** Finds HTTP calls whose failures only thresholds on journeys bound: these do not see an attempt that a retry repaired. */
function unboundedCalls(calls: readonly CallRow[], deciding: readonly Threshold[]): string[] {
  const bounded = deciding.filter(({ stat }) => stat === 'share').map(({ subject }) => subject);
  if (bounded.some(({ of }) => of === 'run')) return [];
  const isBounded = (name: string) =>
    bounded.some((subject) => subject.of === 'call' && subject.call === name);
  return calls
    .filter(({ call, phase, protocol }) => phase === 'load' && protocol === 'http' && !isBounded(call))
    .map(({ call }) => call);
}

/** A Trend that has a sample whenever the measure has one. A stream may have no message, but it always has a duration. */
const PRESENCE = {
  duration: METRIC.callDuration,
  failed: METRIC.callDuration,
  firstMessage: METRIC.streamFirstMessage,
  longestGap: METRIC.streamLongestGap,
  messages: METRIC.streamDuration,
};

/** Requires a sample. k6 passes a threshold on a Trend without samples, and reports its `max` as 0. */
function presenceOf({ subject }: Threshold): [selector: string, expression: string] {
  if (subject.of === 'journey') return iterationsOf(subject.journey, 1);
  if (subject.of === 'metric') return [selectorOf(subject), 'max>0'];
  if (subject.of === 'call') return [selector(PRESENCE[subject.measure], tagsOf(subject)), 'max>0'];
  return [selector(METRIC.callDuration, tagsOf(subject)), 'max>0'];
}

/** Counts the samples of a subject if every planned iteration makes each of its calls and measurements once. */
function plannedSamples(subject: Subject, journeys: RunSpec['journeys']): number {
  const inOne = ({ name, calls, metrics }: RunSpec['journeys'][number]): number => {
    if (subject.of === 'journey') return subject.journey === name ? 1 : 0;
    if (subject.of === 'run') return calls.length;
    if (subject.of === 'metric') return metrics.includes(subject.metric) ? 1 : 0;
    return calls.filter((call) => call === subject.call).length;
  };
  return journeys.reduce((sum, journey) => sum + journey.planned.min * inOne(journey), 0);
}

/**
 * Requires a number of iterations that came to their end. For more than one it uses k6's own count of iterations by
 * scenario.
 */
function iterationsOf(journey: string, atLeast: number): [selector: string, expression: string] {
  return atLeast === 1
    ? [selector(METRIC.journeyDuration, { journey }), 'max>0']
    : [selector(METRIC.iterations, { scenario: journey }), `count>=${atLeast}`];
}

/** Whether a threshold bounds the rate of calls. */
export function countsCalls(thresholds: readonly Threshold[]): boolean {
  return thresholds.some(({ stat }) => stat === 'rate');
}

function tagsOf(subject: Subject): Record<string, string> {
  if (subject.of === 'call') return { call: subject.call, phase: 'load' };
  if (subject.of === 'journey') return { journey: subject.journey };
  if (subject.of === 'metric') return {};
  return { phase: 'load' };
}

/** Returns k6's name of the metric of a subject, without tags. */
function metricOf(subject: Subject): string {
  if (subject.of === 'call') {
    const metrics = {
      duration: METRIC.callDuration,
      firstMessage: METRIC.streamFirstMessage,
      longestGap: METRIC.streamLongestGap,
      messages: METRIC.streamMessages,
      failed: METRIC.callFailed,
    };
    return metrics[subject.measure];
  }
  if (subject.of === 'journey') {
    const metrics = {
      duration: METRIC.journeyDuration,
      response: METRIC.journeyResponse,
      failed: METRIC.journeyFailed,
    };
    return metrics[subject.measure];
  }
  if (subject.of === 'metric') return subject.metric;
  return { failed: METRIC.callFailed, rate: METRIC.calls }[subject.measure];
}
