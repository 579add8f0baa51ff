import type { Options } from 'k6/options';
import { chooseByTags } from '../../load/choice';
import { type Rule, rulesUnder, type SuiteNames, unknownNames } from '../../load/limits';
import { curveDurationMs, type LoadCurve, loadCurve, type ProfileFile, peakUsers } from '../../load/profile';
import type { JourneyDescription } from '../../load/run-description';
import { type Schedule, scheduleEndMs, schedules, virtualUsers } from '../../load/schedule';
import type { CallRow } from '../../load/thresholds';
import type { CallName } from '../calls';
import type { Env } from '../env';
import type { SuiteDefinition } from '../suite-definition';
import { k6Options } from './k6-options';
import { profileFiles } from './profiles';

/** A run as its variables, profile and limits make it. */
export interface LoadPlan {
  readonly profile: string;
  readonly users: number;
  readonly curve: LoadCurve;
  /** From the first arrival to the end of the last schedule, in ms. */
  readonly loadMs: number;
  /** The journeys that were chosen. */
  readonly journeys: readonly JourneyDescription[];
  readonly schedules: Readonly<Record<string, Schedule>>;
  readonly virtualUsers: number;
  readonly rules: readonly Rule[];
  readonly rows: readonly CallRow[];
  readonly options: Options;
}

/** The profile of a run that names none. */
const DEFAULT_PROFILE = 'smoke';

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
  const changed = env.text('PROFILE_DATA');
  const overrides = {
    users: env.integer('USERS', undefined),
    durationMs: env.durationMs('DURATION'),
    spawnRate: env.positive('SPAWN_RATE'),
  };
  const choice = chooseByTags(suite.journeys, env.list('TAGS'), env.list('EXCLUDE_TAGS'));
  env.problems.push(
    ...choice.problems,
    ...unknownNames(suite.limits, suiteNames(suite, calls), `thresholds/${suite.name}.json`),
  );
  const file = changed === undefined ? profiles[profile] : (JSON.parse(changed) as ProfileFile);
  if (env.problems.length > 0 || !file) return undefined;
  const { curve, problems } = loadCurve(file, overrides, `profile ${profile}`);
  env.problems.push(...problems);
  if (env.problems.length > 0) return undefined;
  const spawnRate = overrides.spawnRate ?? ('spawnRate' in file ? file.spawnRate : undefined);
  const journeys = describeJourneys(suite, choice.chosen, curve, spawnRate);
  const bySchedule = Object.fromEntries(journeys.map(({ name, schedule }) => [name, schedule]));
  const loadMs = Math.max(curveDurationMs(curve), ...journeys.map(({ schedule }) => scheduleEndMs(schedule)));
  const rules = rulesUnder(suite.limits, profile).filter((rule) => canHold(rule, journeys));
  const rows = callRows(suite, calls, journeys);
  return {
    profile,
    users: peakUsers(curve),
    curve,
    loadMs,
    journeys,
    schedules: bySchedule,
    virtualUsers: journeys.reduce((sum, journey) => sum + journey.virtualUsers, 0),
    rules,
    rows,
    options: k6Options(journeys, rules, rows, loadMs),
  };
}

function describeJourneys(
  suite: SuiteDefinition,
  chosen: readonly string[],
  curve: LoadCurve,
  spawnRate: number | undefined,
): JourneyDescription[] {
  const entries = Object.entries(suite.journeys).filter(([name]) => chosen.includes(name));
  const plans = Object.fromEntries(entries.map(([name, { plan }]) => [name, plan]));
  const bySchedule = schedules(curve, plans, spawnRate);
  return entries.flatMap(([name, { plan, calls }]) => {
    const schedule = bySchedule[name];
    if (!schedule) return [];
    const { everyMs, maxDurationMs } = plan;
    const users = virtualUsers(schedule, maxDurationMs);
    return [{ name, everyMs, maxDurationMs, schedule, virtualUsers: users, calls }];
  });
}

/** Limits on what a choice of journeys leaves out are left out too. */
function canHold({ subject }: Rule, journeys: readonly JourneyDescription[]): boolean {
  if (subject.of === 'call') return journeys.some(({ calls }) => calls.includes(subject.call));
  if (subject.of === 'journey') return journeys.some(({ name }) => name === subject.journey);
  return true;
}

function callRows(
  { setupCalls, teardownCalls }: SuiteDefinition,
  calls: readonly CallName[],
  journeys: readonly JourneyDescription[],
): CallRow[] {
  return calls.flatMap(({ call, isStream }): CallRow[] => [
    // A sign-in is a call of the load too when a session is renewed.
    ...(setupCalls.includes(call) || journeys.some((journey) => journey.calls.includes(call))
      ? [{ call, phase: 'load', isStream } as const]
      : []),
    ...(setupCalls.includes(call) ? [{ call, phase: 'setup', isStream } as const] : []),
    ...(teardownCalls.includes(call) ? [{ call, phase: 'teardown', isStream } as const] : []),
  ]);
}
