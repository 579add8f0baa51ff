import type { Options, Scenario } from 'k6/options';
import { TREND_STATS } from '../../core/figures/from-k6';
import { type JourneySpec, partOf, type RunSpec } from '../../core/spec/run-spec';
import { connectingMs, leadOf, spreadMs, WARM_UP_SCENARIO, warmUpUsers } from '../../core/spec/warm-up';
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

/**
 * Time in ms that an iteration gets after its `maxDuration` before k6 interrupts it. By then its last call has reached its
 * deadline.
 */
const GRACE_MS = 5_000;

/**
 * Makes k6's options for a run.
 * @param isReadLive whether `bin/loadline` reads the samples and stops the run when a threshold with `abort` breaks: only
 * one program may abort a run, and k6 sees only one instance
 */
export function k6Options(spec: RunSpec, isReadLive: boolean): Options {
  return spec.debug ? debugOptions(spec) : loadOptions(spec, isReadLive);
}

/**
 * Makes k6's options for a load: a scenario for each journey and one that watches the generator, and k6 thresholds for each
 * threshold of the spec and each row of the summary.
 */
function loadOptions(spec: RunSpec, isReadLive: boolean): Options {
  const { thresholds, journeys, loadMs, instances, warmUpMs = 0 } = spec;
  const watch: Scenario = {
    executor: 'per-vu-iterations',
    exec: GENERATOR_SCENARIO,
    // An execution segment gives each instance its part of these virtual users: one.
    vus: instances,
    iterations: 1,
    startTime: `${warmUpMs}ms`,
    maxDuration: `${loadMs + GRACE_MS}ms`,
    gracefulStop: '0s',
    env: { WATCH_MS: String(loadMs) },
  };
  const all = allThresholds(spec, true);
  return {
    ...COMMON,
    scenarios: {
      ...(warmUpMs > 0 && { [WARM_UP_SCENARIO]: warmUpScenario(spec) }),
      ...Object.fromEntries(journeys.map((journey) => [journey.name, scenario(journey, spec)])),
      [GENERATOR_SCENARIO]: watch,
    },
    thresholds: asOptions(isReadLive ? withoutAbort(all) : all),
    summaryTrendStats: [...new Set([...TREND_STATS, ...percentilesOf(thresholds).map(k6Stat)])],
  };
}

/**
 * All virtual users connect once before the load. k6 keeps its virtual users in one pool, and scenarios that begin later reuse
 * those of a scenario that has ended. So the journeys get connected virtual users.
 */
function warmUpScenario(spec: RunSpec): Scenario {
  const vus = warmUpUsers(spec);
  const maxDurationMs = connectingMs(spec);
  return {
    executor: 'per-vu-iterations',
    exec: WARM_UP_SCENARIO,
    vus,
    iterations: 1,
    maxDuration: `${maxDurationMs}ms`,
    gracefulStop: '0s',
    env: { CONNECT_GAP_MS: String(spreadMs(spec) / vus), CONNECT_MS: String(maxDurationMs) },
  };
}

/** Makes k6's options for `DEBUG`: one virtual user does one iteration of each journey, in order. */
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
 * Makes the thresholds for the rows of the summary and of the steps, and those that decide.
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

/** Longest time of set-up in ms, without the time that it waits for the system to drain. */
const SET_UP_MS = 120_000;

/** @param waitMs how long set-up may wait in addition, in ms */
export function setUpTimeout(waitMs: number): string {
  return `${Math.min(SET_UP_MS + waitMs, MAX_DURATION_MS)}ms`;
}

/** Options of every run. */
export const COMMON: Options = {
  // k6's own tags cost CPU on every call. The metrics here carry a few tags of their own.
  systemTags: ['scenario', 'name', 'status', 'error_code'],
  setupTimeout: setUpTimeout(0),
  teardownTimeout: '5m',
  maxRedirects: 0,
};

/**
 * k6 counts the time of a ramping schedule from when its virtual users are ready (about 0.06 ms each), but ends it relative
 * to the scenario's start. A second without arrivals lets the last ones happen.
 */
const TAIL = [
  { target: 0, durationMs: 0 },
  { target: 0, durationMs: 1_000 },
];

function scenario(journey: JourneySpec, spec: RunSpec): Scenario {
  const { name, schedule, maxDurationMs, virtualUsers } = journey;
  const lead = leadOf(journey, spec);
  const common = {
    exec: name,
    tags: { journey: name, phase: 'load' },
    timeUnit: `${schedule.timeUnitMs}ms`,
    startTime: `${(spec.warmUpMs ?? 0) + schedule.startMs - lead.ms}ms`,
    gracefulStop: `${maxDurationMs + GRACE_MS}ms`,
    preAllocatedVUs: virtualUsers,
    // Starting an unplanned virtual user takes so long that arrivals are dropped meanwhile.
    maxVUs: virtualUsers,
  };
  if (schedule.kind === 'constant') {
    const { rate, durationMs } = schedule;
    return { ...common, executor: 'constant-arrival-rate', rate, duration: `${durationMs + lead.ms}ms` };
  }
  const stages = [...schedule.stages, ...TAIL].map(({ target, durationMs }) => ({
    target,
    duration: `${durationMs}ms`,
  }));
  return { ...common, executor: 'ramping-arrival-rate', startRate: schedule.startRate, stages };
}
