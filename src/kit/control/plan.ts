import type { Options, Scenario } from 'k6/options';
import { TREND_STATS } from '../../load/from-k6';
import { percentilesOf, type Rule, rulesUnder, type SuiteNames, unknownNames } from '../../load/limits';
import { curveDurationMs, loadCurve, peakUsers } from '../../load/profile';
import { plannedPasses, type Schedule, scheduleEndMs, schedules, virtualUsers } from '../../load/schedule';
import { type CallRow, k6Stat, summaryRows, thresholdsOf } from '../../load/thresholds';
import type { CallName } from '../calls';
import type { Env } from '../env';
import type { SuiteDefinition } from '../suite-definition';
import { profileFiles } from './profiles';

/** A run as its variables, profile and limits make it. */
export interface LoadPlan {
  readonly profile: string;
  readonly users: number;
  /** From the first arrival to the end of the last schedule, in ms. */
  readonly loadMs: number;
  readonly schedules: Readonly<Record<string, Schedule>>;
  readonly virtualUsers: number;
  readonly rules: readonly Rule[];
  readonly rows: readonly CallRow[];
  readonly options: Options;
}

/** The profile of a run that names none. */
const DEFAULT_PROFILE = 'smoke';

/** Time that a pass gets beyond its `maxDuration` before k6 cuts it: its last call has then long met its deadline. */
const GRACE_MS = 5_000;

/** Names that a limits file may use. */
export function suiteNames({ journeys }: SuiteDefinition, callNames: readonly CallName[]): SuiteNames {
  return {
    calls: callNames.map(({ call }) => call),
    streams: callNames.filter(({ isStream }) => isStream).map(({ call }) => call),
    journeys: Object.keys(journeys),
    profiles: Object.keys(profileFiles()),
  };
}

/**
 * Plans a run. What is wrong with variables goes to `env.problems`; precedence: variable over profile over suite.
 * @returns undefined when no plan can be made of what is there
 */
export function planLoad(suite: SuiteDefinition, calls: readonly CallName[], env: Env): LoadPlan | undefined {
  const profiles = profileFiles();
  const profile = env.choice('PROFILE', Object.keys(profiles), DEFAULT_PROFILE);
  const overrides = {
    users: env.integer('USERS', undefined),
    durationMs: env.durationMs('DURATION'),
    spawnRate: env.positive('SPAWN_RATE'),
  };
  const file = profiles[profile];
  if (env.problems.length > 0 || !file) return undefined;
  const { curve, problems } = loadCurve(file, overrides, `profile ${profile}`);
  const unknown = unknownNames(suite.limits, suiteNames(suite, calls), `thresholds/${suite.name}.json`);
  env.problems.push(...problems, ...unknown);
  if (env.problems.length > 0) return undefined;
  const rules = rulesUnder(suite.limits, profile);
  const plans = Object.fromEntries(Object.entries(suite.journeys).map(([name, { plan }]) => [name, plan]));
  const spawnRate = overrides.spawnRate ?? ('spawnRate' in file ? file.spawnRate : undefined);
  const bySchedule = schedules(curve, plans, spawnRate);
  const loadMs = Math.max(curveDurationMs(curve), ...Object.values(bySchedule).map(scheduleEndMs));
  const rows = callRows(suite, calls);
  return {
    profile,
    users: peakUsers(curve),
    loadMs,
    schedules: bySchedule,
    virtualUsers: sum(Object.entries(plans).map(([name, plan]) => vus(bySchedule[name], plan.maxDurationMs))),
    rules,
    rows,
    options: k6Options(suite, bySchedule, rules, rows, loadMs),
  };
}

function k6Options(
  suite: SuiteDefinition,
  bySchedule: Readonly<Record<string, Schedule>>,
  rules: readonly Rule[],
  rows: readonly CallRow[],
  loadMs: number,
): Options {
  const planned = Object.entries(bySchedule).map(
    ([name, schedule]) => [name, plannedPasses(schedule).min] as const,
  );
  const thresholds = summaryRows(rows, Object.keys(bySchedule));
  for (const [key, expressions] of Object.entries(thresholdsOf(rules, Object.fromEntries(planned), loadMs))) {
    thresholds[key] = expressions;
  }
  const scenarios = Object.entries(suite.journeys).flatMap(([name, { plan }]) => {
    const schedule = bySchedule[name];
    return schedule ? [[name, scenario(name, schedule, plan.maxDurationMs)] as const] : [];
  });
  return {
    scenarios: Object.fromEntries(scenarios),
    thresholds: thresholds as NonNullable<Options['thresholds']>,
    summaryTrendStats: [...new Set([...TREND_STATS, ...percentilesOf(rules).map(k6Stat)])],
    // What k6 itself tags its samples with costs CPU on every call; the metrics here carry their own few tags.
    systemTags: ['scenario', 'name', 'status', 'error_code'],
    setupTimeout: '2m',
    teardownTimeout: '5m',
    maxRedirects: 0,
  };
}

function scenario(journey: string, schedule: Schedule, maxDurationMs: number): Scenario {
  const preAllocatedVUs = virtualUsers(schedule, maxDurationMs);
  const common = {
    exec: journey,
    tags: { journey, phase: 'load' },
    timeUnit: `${schedule.timeUnitMs}ms`,
    startTime: `${schedule.startMs}ms`,
    gracefulStop: `${maxDurationMs + GRACE_MS}ms`,
    preAllocatedVUs,
    // Starting an unplanned virtual user takes so long that it costs arrivals.
    maxVUs: preAllocatedVUs,
  };
  if (schedule.kind === 'constant') {
    const { rate, durationMs } = schedule;
    return { ...common, executor: 'constant-arrival-rate', rate, duration: `${durationMs}ms` };
  }
  const stages = schedule.stages.map(({ target, durationMs }) => ({ target, duration: `${durationMs}ms` }));
  return { ...common, executor: 'ramping-arrival-rate', startRate: schedule.startRate, stages };
}

function callRows({ setupCalls, teardownCalls }: SuiteDefinition, calls: readonly CallName[]): CallRow[] {
  return calls.flatMap(({ call, isStream }): CallRow[] => [
    { call, phase: 'load', isStream },
    ...(setupCalls.includes(call) ? [{ call, phase: 'setup', isStream } as const] : []),
    ...(teardownCalls.includes(call) ? [{ call, phase: 'teardown', isStream } as const] : []),
  ]);
}

function vus(schedule: Schedule | undefined, maxDurationMs: number): number {
  return schedule ? virtualUsers(schedule, maxDurationMs) : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
