import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import { SampleAggregator } from '../../results/samples/sample-aggregator';
import { brokenSoFar } from '../../run/progress/broken-so-far';
import { aggregateFromK6, type K6Metric } from '../figures/from-k6';
import { METRIC, selector } from '../names';
import type { RunSpec } from '../spec/run-spec';
import { judge } from '../verdict/judge';
import { isReached, k6Stat, k6Thresholds, selectorOf, stepSelector } from './k6-thresholds';
import type { Subject, Threshold } from './threshold';

/** Measured samples: each iteration makes one call of `Get` and measures everything once. */
interface Figures {
  readonly ms: readonly number[];
  readonly failed: readonly boolean[];
}

const LOAD_MS = 10_000;
const WORK = { calls: ['Get'], metrics: ['time_to_done'] };
const SCHEDULE = { kind: 'constant', rate: 1, timeUnitMs: 1_000, durationMs: LOAD_MS, startMs: 0 } as const;

const SUBJECTS: readonly Subject[] = [
  { of: 'call', call: 'Get', measure: 'duration' },
  { of: 'call', call: 'Get', measure: 'firstMessage' },
  { of: 'call', call: 'Get', measure: 'longestGap' },
  { of: 'call', call: 'Get', measure: 'messages' },
  { of: 'call', call: 'Get', measure: 'failed' },
  { of: 'journey', journey: 'crud', measure: 'duration' },
  { of: 'journey', journey: 'crud', measure: 'response' },
  { of: 'journey', journey: 'crud', measure: 'failed' },
  { of: 'metric', metric: 'time_to_done', measure: 'duration' },
  { of: 'run', measure: 'failed' },
  { of: 'run', measure: 'rate' },
];

const TIME_STATS = ['avg', 'med', 'min', 'max', 'p50', 'p90', 'p95', 'p97.5', 'p99', 'p99.9'];

const STAT_OF: Record<string, string> = { failed: 'share', rate: 'rate', messages: 'perStream' };

const figures: fc.Arbitrary<Figures> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.boolean()), { maxLength: 130 })
  .map((all) => ({ ms: all.map(([ms]) => ms), failed: all.map(([, isFailed]) => isFailed) }));

const threshold: fc.Arbitrary<Threshold> = fc
  .record({
    subject: fc.constantFrom(...SUBJECTS),
    time: fc.constantFrom(...TIME_STATS),
    bound: fc.integer({ min: 0, max: 1_000 }),
    isLower: fc.boolean(),
    minSamples: fc.option(fc.integer({ min: 1, max: 130 }), { nil: undefined }),
  })
  .map(({ subject, time, bound, isLower, minSamples }) => {
    const { measure } = subject;
    const stat = STAT_OF[measure] ?? time;
    return {
      id: 'the.threshold',
      level: 'fail',
      subject,
      stat,
      op: (stat === 'rate' || stat === 'perStream') && isLower ? '>=' : '<=',
      // Times up to 3,000 ms, a share up to 1, a rate up to 15 per second.
      bound: stat === 'share' ? bound / 1_000 : stat === 'rate' ? (bound * 15) / 1_000 : bound * 3,
      text: '',
      why: '',
      ...(minSamples !== undefined && { minSamples }),
    };
  });

/** Offset of each series, so that no series can be confused with another. */
const SHIFT = { duration: 0, firstMessage: 400, longestGap: 500, response: 900, messages: 60, metric: 1_500 };

function shiftOf({ of, measure }: Subject): number {
  if (of === 'metric') return SHIFT.metric;
  return measure === 'failed' || measure === 'rate' ? 0 : SHIFT[measure];
}

/** A second implementation of the evaluation, as simple as possible. */
function definition(
  threshold: Threshold,
  { ms: measured, failed }: Figures,
): { outcome: string; value: number } {
  const ms = measured.map((one) => one + shiftOf(threshold.subject));
  const n = ms.length;
  const sorted = [...ms].sort((a, b) => a - b);
  const quantile = (percent: number) => {
    const rank = (percent / 100) * (n - 1);
    const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
    return below + (above - below) * (rank - Math.floor(rank));
  };
  const values: Record<string, () => number> = {
    share: () => failed.filter(Boolean).length / n,
    rate: () => n / (LOAD_MS / 1_000),
    perStream: () => ms.reduce((sum, one) => sum + one, 0) / n,
    avg: () => ms.reduce((sum, one) => sum + one, 0) / n,
    med: () => quantile(50),
    min: () => sorted[0] ?? 0,
    max: () => sorted[n - 1] ?? 0,
  };
  const percent = threshold.stat === 'med' ? 50 : Number(threshold.stat.slice(1));
  const value = values[threshold.stat]?.() ?? quantile(percent);
  // 1 / (1 - q), in thousandths so that nothing is rounded.
  const ofFigure = Number.isNaN(percent) ? 1 : Math.ceil(100_000 / Math.round(1_000 * (100 - percent)));
  const needed = threshold.minSamples ?? ofFigure;
  if (n === 0) return { outcome: 'no data', value };
  if (n < needed) return { outcome: 'not judged', value };
  const isHeld = threshold.op === '<=' ? value <= threshold.bound : value >= threshold.bound;
  return { outcome: isHeld ? 'held' : 'broken', value };
}

/** Values of a Trend at the end of a run, as k6's sink calculates them. */
function trend(ms: readonly number[]): Record<string, number> {
  const n = ms.length;
  const sorted = [...ms].sort((a, b) => a - b);
  const p = (share: number) => {
    if (n === 0) return 0;
    const rank = share * (n - 1);
    const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
    return below + (above - below) * (rank - Math.floor(rank));
  };
  const percents = TIME_STATS.filter((stat) => /^p\d/.test(stat));
  return {
    count: n,
    min: sorted[0] ?? 0,
    max: sorted[n - 1] ?? 0,
    avg: n === 0 ? 0 : ms.reduce((sum, one) => sum + one, 0) / n,
    med: p(0.5),
    ...Object.fromEntries(percents.map((stat) => [k6Stat(stat), p(Number(stat.slice(1)) / 100)])),
  };
}

/** Values of k6's metrics at the end of a run, as its sinks calculate them. */
function k6Metrics({ ms, failed }: Figures): Record<string, K6Metric> {
  const n = ms.length;
  const passes = failed.filter(Boolean).length;
  const rate = { passes, fails: n - passes, rate: n === 0 ? 0 : passes / n };
  const call = { call: 'Get', phase: 'load' };
  const journey = { journey: 'crud' };
  const times = [
    [selector(METRIC.callDuration, call), SHIFT.duration],
    [selector(METRIC.callDuration, { phase: 'load' }), SHIFT.duration],
    [selector(METRIC.streamFirstMessage, call), SHIFT.firstMessage],
    [selector(METRIC.streamLongestGap, call), SHIFT.longestGap],
    [selector(METRIC.streamDuration, call), SHIFT.duration],
    [selector(METRIC.streamMessages, call), SHIFT.messages],
    [selector(METRIC.journeyDuration, journey), SHIFT.duration],
    [selector(METRIC.journeyResponse, journey), SHIFT.response],
    [selector(METRIC.scheduleDelay, journey), 0],
    ['time_to_done', SHIFT.metric],
  ] as const;
  const rates = [
    selector(METRIC.callFailed, call),
    selector(METRIC.callFailed, { phase: 'load' }),
    selector(METRIC.journeyFailed, journey),
  ];
  const all = [
    ...times.map(([key, shift]) => [key, trend(ms.map((one) => one + shift))] as const),
    ...rates.map((key) => [key, rate] as const),
    [selector(METRIC.calls, { phase: 'load' }), { count: n }] as const,
  ];
  const inStep = all.map(([key, values]) => [stepSelector(key, 1), values] as const);
  return Object.fromEntries([...all, ...inStep].map(([key, values]) => [key, { values }]));
}

function specOf(threshold: Threshold, { ms }: Figures): RunSpec {
  return exampleSpec({
    loadMs: LOAD_MS,
    calls: [{ call: 'Get', phase: 'load', isStream: true, protocol: 'grpc' }],
    journeys: [exampleJourney('crud', ms.length, { ...WORK, schedule: SCHEDULE })],
    steps: [{ number: 1, fromMs: 0, toMs: LOAD_MS, users: 1, offered: ms.length }],
    thresholds: [threshold],
    metrics: { kinds: { time_to_done: 'times' }, filters: [], unfinished: [] },
  });
}

/** The same measurements as samples. */
function sampled(spec: RunSpec, { ms, failed }: Figures): SampleAggregator {
  const aggregator = new SampleAggregator(spec);
  const { resolve } = aggregator.instance();
  const call = { call: 'Get', phase: 'load', journey: 'crud', step: '1' };
  const journey = { phase: 'load', journey: 'crud', step: '1' };
  const add = (metric: string, tags: Record<string, string>, value: number) =>
    resolve(metric, tags)?.(1_000_000, value);
  ms.forEach((value, index) => {
    const isFailed = failed[index] ? 1 : 0;
    add(METRIC.callDuration, call, value);
    add(METRIC.callFailed, call, isFailed);
    add(METRIC.streamFirstMessage, call, value + SHIFT.firstMessage);
    add(METRIC.streamLongestGap, call, value + SHIFT.longestGap);
    add(METRIC.streamMessages, call, value + SHIFT.messages);
    add(METRIC.scheduleDelay, journey, value);
    add(METRIC.journeyDuration, journey, value);
    add(METRIC.journeyResponse, journey, value + SHIFT.response);
    add(METRIC.journeyFailed, journey, isFailed);
    add('time_to_done', journey, value + SHIFT.metric);
  });
  return aggregator;
}

/** Evaluates a k6 threshold expression. */
function holds(expression: string, values: Readonly<Record<string, number>>): boolean {
  const [, stat = '', op = '', bound = ''] = /^(.+?)(<=|>=|<|>)(-?[\d.e+-]+)$/.exec(expression) ?? [];
  const value = values[stat];
  if (value === undefined) throw new Error(`there is no ${stat} to hold ${expression} against`);
  const comparisons: Record<string, boolean> = {
    '<=': value <= Number(bound),
    '>=': value >= Number(bound),
    '<': value < Number(bound),
    '>': value > Number(bound),
  };
  return comparisons[op] ?? false;
}

/** Histograms of samples keep three digits, so a figure this near its bound may be on either side of it. */
function isNearBound(threshold: Threshold, value: number): boolean {
  return TIME_STATS.includes(threshold.stat) && Math.abs(value - threshold.bound) <= 0.002 * value + 0.001;
}

/** A rate that equals its bound up to the last digits of a floating-point number. */
function isRounded({ stat, bound }: Threshold, value: number): boolean {
  return stat === 'rate' && value !== bound && Math.abs(value - bound) < 1e-9;
}

const runs = { numRuns: 400 };

describe('a threshold has the same meaning', () => {
  it('in k6’s figures of a whole run and of a step', () => {
    fc.assert(
      fc.property(threshold, figures, (threshold, measured) => {
        const { outcome, value } = definition(threshold, measured);
        fc.pre(!isRounded(threshold, value));
        const spec = specOf(threshold, measured);
        const aggregate = aggregateFromK6({ metrics: k6Metrics(measured) }, spec);
        expect(judge(aggregate, spec.thresholds).thresholds[0]?.outcome).toBe(outcome);
        const isOfStep = threshold.subject.of !== 'run';
        expect(aggregate.steps?.[0]?.broken).toEqual(isOfStep && outcome === 'broken' ? [threshold.id] : []);
      }),
      runs,
    );
  });

  it('in samples: of a whole run, of a step, and live', () => {
    fc.assert(
      fc.property(threshold, figures, (threshold, measured) => {
        const { outcome, value } = definition(threshold, measured);
        fc.pre(measured.ms.length === 0 || !(isNearBound(threshold, value) || isRounded(threshold, value)));
        const spec = specOf(threshold, measured);
        const samples = sampled(spec, measured);
        const live = brokenSoFar(samples.figures(), spec.thresholds).map(({ id }) => id);
        // At first every run is below a lower bound on its rate.
        const isOpen = threshold.stat === 'rate' && threshold.op === '>=';
        expect(live).toEqual(!isOpen && outcome === 'broken' ? [threshold.id] : []);
        const aggregate = samples.aggregate();
        expect(judge(aggregate, spec.thresholds).thresholds[0]?.outcome).toBe(outcome);
        const isOfStep = threshold.subject.of !== 'run';
        expect(aggregate.steps?.[0]?.broken).toEqual(isOfStep && outcome === 'broken' ? [threshold.id] : []);
      }),
      runs,
    );
  });

  it('in the expressions that k6 gets: it breaks exactly those that are broken or have no data', () => {
    fc.assert(
      fc.property(threshold, figures, (threshold, measured) => {
        const { outcome, value } = definition(threshold, measured);
        fc.pre(!isRounded(threshold, value));
        const spec = specOf(threshold, measured);
        const metrics = k6Metrics(measured);
        const all = k6Thresholds(spec, false);
        const own = [selectorOf(threshold.subject), ...presenceKeys(threshold)];
        const expressions = own.flatMap((key) => (all[key] ?? []).map((one) => [key, String(one)] as const));
        // A journey whose failures have no bound gets a further expression on the same metric.
        const asked = expressions.filter(
          ([, text]) => text !== 'rate<=0' || (threshold.bound === 0 && isReached(threshold, spec)),
        );
        const areHeld = asked.every(([key, text]) => holds(text, metrics[key]?.values ?? {}));
        expect(asked.length).toBeGreaterThan(0);
        expect(areHeld).toBe(outcome === 'held' || outcome === 'not judged');
        if (measured.ms.length > 0) expect(isReached(threshold, spec)).toBe(outcome !== 'not judged');
      }),
      runs,
    );
  });
});

/** Selectors on which k6 gets a threshold that requires a sample. */
function presenceKeys({ subject }: Threshold): string[] {
  const call = { call: 'Get', phase: 'load' };
  if (subject.of === 'journey') return [selector(METRIC.journeyDuration, { journey: 'crud' })];
  if (subject.of === 'run') return [selector(METRIC.callDuration, { phase: 'load' })];
  if (subject.of === 'metric') return [];
  const { streamFirstMessage: firstMessage, streamLongestGap: longestGap, streamDuration: messages } = METRIC;
  const metric = { firstMessage, longestGap, messages }[subject.measure as string];
  return [selector(metric ?? METRIC.callDuration, call)];
}
