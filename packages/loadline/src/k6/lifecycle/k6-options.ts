import type { Options, Scenario } from 'k6/options';
import { TREND_STATS } from '../../core/figures/from-k6';
import { type JourneySpec, partOf, type RunSpec } from '../../core/spec/run-spec';
import { MAX_DURATION_MS } from '../../core/text/duration';
import {
  GENERATOR_SCENARIO,
  type K6Thresholds,
  k6Stat,
  k6Thresholds,
  stepRows,
  summaryRows,
  withoutAbort,
} from '../../core/thresholds/k6-thresholds';
import { percentilesOf } from '../../core/thresholds/threshold';

/** Time that an iteration gets beyond its `maxDuration` before k6 cuts it: its last call has then long met its deadline. */
const GRACE_MS = 5_000;

/**
 * What k6 is started with.
 * @param isReadLive whether `bin/loadline` reads the samples and stops the run where a threshold says `abort`: a run has one
 * owner of its aborts, and k6 sees one instance only
 */
export function k6Options(spec: RunSpec, isReadLive: boolean): Options {
  return spec.debug ? debugOptions(spec) : loadOptions(spec, isReadLive);
}

/**
 * k6's options for a planned run: a scenario for each journey and one that watches the generator, and k6 thresholds for each
 * threshold of the spec and each row of the summary.
 */
function loadOptions(spec: RunSpec, isReadLive: boolean): Options {
  const { thresholds, journeys, loadMs, instances } = spec;
  const watch: Scenario = {
    executor: 'per-vu-iterations',
    exec: GENERATOR_SCENARIO,
    // An execution segment leaves each instance its part of the virtual users: one each.
    vus: instances,
    iterations: 1,
    maxDuration: `${loadMs + GRACE_MS}ms`,
    gracefulStop: '0s',
    env: { WATCH_MS: String(loadMs) },
  };
  const all = allThresholds(spec, true);
  return {
    ...COMMON,
    scenarios: {
      ...Object.fromEntries(journeys.map((journey) => [journey.name, scenario(journey)])),
      [GENERATOR_SCENARIO]: watch,
    },
    thresholds: asOptions(isReadLive ? withoutAbort(all) : all),
    summaryTrendStats: [...new Set([...TREND_STATS, ...percentilesOf(thresholds).map(k6Stat)])],
  };
}

/** k6's options for looking at the journeys one by one: a single user does one iteration of each, in order. */
function debugOptions(spec: RunSpec): Options {
  const lengthMs = spec.journeys.reduce((sum, { maxDurationMs }) => sum + maxDurationMs, 0);
  return {
    ...COMMON,
    scenarios: {
      debug: {
        executor: 'per-vu-iterations',
        exec: 'debug',
        vus: 1,
        iterations: 1,
        maxDuration: `${lengthMs + GRACE_MS}ms`,
        tags: { phase: 'load' },
      },
    },
    thresholds: asOptions(allThresholds(spec, false)),
    summaryTrendStats: TREND_STATS,
  };
}

function asOptions(thresholds: K6Thresholds): NonNullable<Options['thresholds']> {
  return thresholds as NonNullable<Options['thresholds']>;
}

/**
 * Thresholds for each row of the summary and of the steps, and those that judge.
 * @param hasGenerator whether a virtual user watches the generator
 */
function allThresholds(spec: RunSpec, hasGenerator: boolean): K6Thresholds {
  const part = partOf(spec);
  const names = part.journeys.map(({ name }) => name);
  return {
    ...summaryRows(part.calls, names, part.causes),
    ...stepRows(
      part.steps.map(({ number }) => number),
      part.thresholds,
      names,
    ),
    ...k6Thresholds(part, hasGenerator),
  };
}

/** Time that a set-up may take, besides waiting for the system to drain. */
const SET_UP_MS = 120_000;

/** @param waitMs how long it may wait besides */
export function setUpTimeout(waitMs: number): string {
  return `${Math.min(SET_UP_MS + waitMs, MAX_DURATION_MS)}ms`;
}

/** What every run has. */
export const COMMON: Options = {
  // What k6 itself tags its samples with costs CPU on every call; the metrics here carry their own few tags.
  systemTags: ['scenario', 'name', 'status', 'error_code'],
  setupTimeout: setUpTimeout(0),
  teardownTimeout: '5m',
  maxRedirects: 0,
};

/**
 * k6 counts the time of a ramping schedule from when its virtual users are ready (about 0.06 ms each), but ends it by the
 * scenario's start: a second without arrivals lets the last ones happen.
 */
const TAIL = [
  { target: 0, durationMs: 0 },
  { target: 0, durationMs: 1_000 },
];

function scenario({ name, schedule, maxDurationMs, virtualUsers }: JourneySpec): Scenario {
  const common = {
    exec: name,
    tags: { journey: name, phase: 'load' },
    timeUnit: `${schedule.timeUnitMs}ms`,
    startTime: `${schedule.startMs}ms`,
    gracefulStop: `${maxDurationMs + GRACE_MS}ms`,
    preAllocatedVUs: virtualUsers,
    // Starting an unplanned virtual user takes so long that it costs arrivals.
    maxVUs: virtualUsers,
  };
  if (schedule.kind === 'constant') {
    const { rate, durationMs } = schedule;
    return { ...common, executor: 'constant-arrival-rate', rate, duration: `${durationMs}ms` };
  }
  const stages = [...schedule.stages, ...TAIL].map(({ target, durationMs }) => ({
    target,
    duration: `${durationMs}ms`,
  }));
  return { ...common, executor: 'ramping-arrival-rate', startRate: schedule.startRate, stages };
}
