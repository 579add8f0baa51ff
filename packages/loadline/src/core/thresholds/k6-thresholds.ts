import {
  causesOf,
  GENERATOR_CAUSES,
  type JobCause,
  METRIC,
  type Phase,
  type Protocol,
  passCauses,
  selector,
} from '../names';
import type { RunSpec } from '../spec/run-spec';
import { GENERATOR_LIMITS } from '../verdict/judge';
import type { Rule, Subject } from './threshold';
import { samplesNeeded } from './samples-needed';

/** One k6 threshold expression, in the form that k6's options take. */
export type Threshold = string | { threshold: string; abortOnFail: boolean; delayAbortEval: string };

/** k6's `options.thresholds`: expressions by metric selector. */
export type Thresholds = Record<string, Threshold[]>;

/** No counter is below zero. */
const NEVER = 'count<0';

/** The scenario whose only virtual user watches the generator. */
export const GENERATOR_SCENARIO = 'generator';

/** A call in a phase of the run. */
export interface CallRow {
  readonly call: string;
  readonly phase: Phase;
  readonly isStream: boolean;
  readonly protocol: Protocol;
}

/**
 * Whether the planned iterations reach the samples that a threshold needs. k6 cannot count the samples of a Trend in a
 * threshold, so where they do not, k6 does not get the threshold, and k6 alone does not judge it.
 */
export function isReached(rule: Rule, { journeys }: Pick<RunSpec, 'journeys'>): boolean {
  const needed = samplesNeeded(rule);
  // That there is one sample is asked for in any case.
  return needed === 1 || plannedSamples(rule.subject, journeys) >= needed;
}

/**
 * The k6 thresholds that make `k6 run` alone exit 99 on everything that {@link judge} does not let pass:
 * each limit whose samples are planned, one sample for each, each journey's planned passes, drops, script errors
 * and what the generator ran out of.
 * @param isWatched whether a virtual user watches the generator
 */
export function thresholdsOf(
  { thresholds: rules, journeys, loadMs }: Pick<RunSpec, 'thresholds' | 'journeys' | 'loadMs'>,
  isWatched: boolean,
): Thresholds {
  const thresholds: Thresholds = {};
  const add = (key: string, expression: Threshold) => {
    thresholds[key] ??= [];
    if (!thresholds[key].includes(expression)) thresholds[key].push(expression);
  };
  const decides = (rule: Rule) => rule.level === 'limit' && isReached(rule, { journeys });
  for (const rule of rules) {
    add(...presenceOf(rule));
    if (decides(rule)) add(selectorOf(rule.subject), thresholdOf(rule, loadMs));
  }
  // Where nothing can be judged there is no pass.
  if (!rules.some(decides)) add(METRIC.scriptErrors, NEVER);
  for (const { name, planned } of journeys) {
    add(...passesOf(name, planned.min));
    add(droppedOf(name), 'count<1');
  }
  for (const journey of unboundedIn(
    journeys.map(({ name }) => name),
    rules.filter(decides),
  )) {
    add(selector(METRIC.journeyFailed, { journey }), 'rate<=0');
  }
  add(METRIC.scriptErrors, 'count<1');
  for (const cause of GENERATOR_CAUSES) {
    add(selector(METRIC.callFailures, { cause }), 'count<1');
    add(selector(METRIC.journeyFailures, { cause }), 'count<1');
  }
  if (isWatched) {
    add(METRIC.generatorLag, `max<=${GENERATOR_LIMITS.maxMs}`);
    add(METRIC.generatorLag, `p(99)<=${GENERATOR_LIMITS.p99Ms}`);
    // k6 passes a threshold on a Trend without samples: that somebody watched to the end has to be asked for as well.
    add(selector(METRIC.iterations, { scenario: GENERATOR_SCENARIO }), 'count>=1');
  }
  return thresholds;
}

/**
 * Thresholds that always hold. k6 hands `handleSummary` a metric's figures by tags only where a threshold names the tags,
 * so each row of the summary needs one.
 * @param ownCauses causes that journeys declare
 */
export function summaryRows(
  calls: readonly CallRow[],
  journeys: readonly string[],
  ownCauses: readonly JobCause[] = [],
): Thresholds {
  const rows: Thresholds = {};
  for (const { call, phase, isStream, protocol } of calls) {
    rows[selector(METRIC.callDuration, { call, phase })] = ['max>=0'];
    rows[selector(METRIC.callFailed, { call, phase })] = ['rate>=0'];
    for (const cause of causesOf(protocol))
      rows[selector(METRIC.callFailures, { call, phase, cause })] = ['count>=0'];
    if (protocol === 'http') {
      rows[selector(METRIC.callBytes, { call, phase })] = ['count>=0'];
      rows[selector(METRIC.callUnsized, { call, phase })] = ['count>=0'];
    }
    if (isStream) {
      rows[selector(METRIC.streamFirstMessage, { call, phase })] = ['max>=0'];
      rows[selector(METRIC.streamMessages, { call, phase })] = ['max>=0'];
    }
  }
  const causes = passCauses([...new Set(calls.map(({ protocol }) => protocol))], ownCauses);
  for (const journey of journeys) {
    for (const metric of [METRIC.journeyDuration, METRIC.journeyResponse, METRIC.scheduleDelay]) {
      rows[selector(metric, { journey })] = ['max>=0'];
    }
    rows[selector(METRIC.journeyFailed, { journey })] = ['rate>=0'];
    for (const cause of causes) rows[selector(METRIC.journeyFailures, { journey, cause })] = ['count>=0'];
  }
  return rows;
}

/** The same for each step of a load: its passes, and each limit within it. */
export function stepRows(
  steps: readonly number[],
  rules: readonly Rule[],
  journeys: readonly string[],
): Thresholds {
  const rows: Thresholds = {};
  for (const step of steps) {
    for (const journey of journeys) {
      rows[stepSelector(selector(METRIC.journeyFailed, { journey }), step)] = ['rate>=0'];
      rows[stepSelector(selector(METRIC.journeyResponse, { journey }), step)] = ['max>=0'];
    }
    for (const { level, subject, stat } of rules) {
      if (level !== 'limit' || subject.of === 'run') continue;
      rows[stepSelector(selectorOf(subject), step)] ??= [stat === 'share' ? 'rate>=0' : 'max>=0'];
    }
  }
  return rows;
}

/** A selector, narrowed to a step. */
export function stepSelector(whole: string, step: number): string {
  return whole.endsWith('}')
    ? whole.replace(/}$/, `,step:${step}}`)
    : selector(whole, { step: String(step) });
}

/** Arrivals of a journey that found no free virtual user: k6 tags them with the scenario, but not with its own tags. */
export function droppedOf(journey: string): string {
  return selector(METRIC.dropped, { scenario: journey });
}

/** The sub-metric that a rule reads. */
export function selectorOf(subject: Subject): string {
  return selector(metricOf(subject), tagsOf(subject));
}

/** `p97.5` as k6 writes it, `p(97.5)`; other stats are written alike. */
export function k6Stat(stat: string): string {
  return /^p\d/.test(stat) ? `p(${stat.slice(1)})` : stat;
}

function thresholdOf(rule: Rule, loadMs: number): Threshold {
  const expression = expressionOf(rule, loadMs);
  if (rule.abortAfterMs === undefined) return expression;
  return { threshold: expression, abortOnFail: true, delayAbortEval: `${rule.abortAfterMs}ms` };
}

function expressionOf(rule: Rule, loadMs: number): string {
  if (rule.stat === 'share') return `rate${rule.op}${rule.bound}`;
  // k6's own rate of a counter is taken over set-up and clean-up too, so bound the count over the load instead.
  if (rule.stat === 'rate') return `count${rule.op}${(rule.bound * loadMs) / 1000}`;
  if (rule.stat === 'perStream') return `avg${rule.op}${rule.bound}`;
  return `${k6Stat(rule.stat)}${rule.op}${rule.bound}`;
}

/** Journeys of which no threshold that decides bounds the failures: none of them may fail. */
function unboundedIn(journeys: readonly string[], deciding: readonly Rule[]): string[] {
  const bounded = deciding.filter(({ stat }) => stat === 'share').map(({ subject }) => subject);
  if (bounded.some(({ of }) => of === 'run')) return [];
  return journeys.filter(
    (name) => !bounded.some((subject) => subject.of === 'journey' && subject.journey === name),
  );
}

/** Times that there are wherever there is a sample of a call: a stream may well have no message, but it takes its time. */
const PRESENCE = {
  duration: METRIC.callDuration,
  failed: METRIC.callDuration,
  firstMessage: METRIC.streamFirstMessage,
  messages: METRIC.streamDuration,
};

/** Asks for a sample. k6 passes a threshold on a Trend without any, and reports its `max` as 0. */
function presenceOf({ subject }: Rule): [selector: string, expression: string] {
  if (subject.of === 'journey') return passesOf(subject.journey, 1);
  if (subject.of === 'metric') return [selectorOf(subject), 'max>0'];
  if (subject.of === 'call') return [selector(PRESENCE[subject.measure], tagsOf(subject)), 'max>0'];
  return [selector(METRIC.callDuration, tagsOf(subject)), 'max>0'];
}

/** Samples of what a threshold bounds, if every planned iteration makes each of its calls and measurements once. */
function plannedSamples(subject: Subject, journeys: RunSpec['journeys']): number {
  const inOne = ({ name, calls, metrics }: RunSpec['journeys'][number]): number => {
    if (subject.of === 'journey') return subject.journey === name ? 1 : 0;
    if (subject.of === 'run') return calls.length;
    if (subject.of === 'metric') return metrics.includes(subject.metric) ? 1 : 0;
    return calls.filter((call) => call === subject.call).length;
  };
  return journeys.reduce((sum, journey) => sum + journey.planned.min * inOne(journey), 0);
}

/** Asks for so many passes that came to their end; several are counted by k6 itself, for each scenario. */
function passesOf(journey: string, atLeast: number): [selector: string, expression: string] {
  return atLeast === 1
    ? [selector(METRIC.journeyDuration, { journey }), 'max>0']
    : [selector(METRIC.iterations, { scenario: journey }), `count>=${atLeast}`];
}

/** Whether a limit is on the number of calls itself. */
export function countsCalls(rules: readonly Rule[]): boolean {
  return rules.some(({ stat }) => stat === 'rate');
}

function tagsOf(subject: Subject): Record<string, string> {
  if (subject.of === 'call') return { call: subject.call, phase: 'load' };
  if (subject.of === 'journey') return { journey: subject.journey };
  if (subject.of === 'metric') return {};
  return { phase: 'load' };
}

/** k6's name of the metric behind a subject, without its tags. */
function metricOf(subject: Subject): string {
  if (subject.of === 'call') {
    const metrics = {
      duration: METRIC.callDuration,
      firstMessage: METRIC.streamFirstMessage,
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
