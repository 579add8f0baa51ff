import { chooseByTags } from '../../core/spec/choice';
import { parsePause, pauseProblem } from '../../core/spec/pause';
import { type LoadCurve, loadCurve, type ProfileFile, peakUsers, warmUpOf } from '../../core/spec/profile';
import type { JourneySpec, RunSpec } from '../../core/spec/run-spec';
import {
  type JourneyPlan,
  loadLengthMs,
  type Planned,
  plannedIterations,
  schedules,
  virtualUsers,
} from '../../core/spec/schedule';
import { type LoadStep, loadSteps, offeredIn } from '../../core/spec/steps';
import { parseDuration } from '../../core/text/duration';
import { own } from '../../core/text/own';
import type { Problem } from '../../core/text/problem';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import type { CallRow } from '../../core/thresholds/k6-thresholds';
import { type Threshold, type ThresholdsFile, thresholdsUnder } from '../../core/thresholds/threshold';
import { unboundedJourneys, unknownNames } from '../../core/thresholds/threshold-names';
import { type CallName, declaredOptions } from '../measure/calls';
import { ownFilters, ownMetrics, ownUnfinished } from '../measure/own-metrics';
import type { Env } from '../user/env';
import type { JourneyDeclaration } from '../user/journey';
import { declaredTables } from '../user/records';
import type { Suite } from '../user/suite-definition';
import { callProblems } from './call-names';
import { extraTimeMs, extraTimeProblems } from './extra-time';
import { metricProblems } from './metric-names';
import { optionProblems } from './option-problems';
import { readTraceSpec } from './read-trace-spec';
import { suiteNames } from './suite-info';
import { type Tables, tableProblems } from './table-problems';

/** The load of a run: the part of the spec that is made from variables, profile and thresholds. */
type LoadSpec = Pick<
  RunSpec,
  | 'profile'
  | 'users'
  | 'curve'
  | 'loadMs'
  | 'warmUpMs'
  | 'journeys'
  | 'calls'
  | 'steps'
  | 'thresholds'
  | 'metrics'
  | 'probes'
  | 'causes'
  | 'debug'
  | 'cleanUp'
  | 'trace'
>;

/** Files of a project from which a run is made. */
export interface PlanFiles {
  /** Profiles of `plans/profiles/`, by name. */
  readonly profiles: Readonly<Record<string, ProfileFile>>;
  /** `thresholds/<suite>.json`. */
  readonly thresholds: ThresholdsFile;
  /** Columns of the tables of test data that the suite reads. */
  readonly tables: Tables;
  /** Whether one sample is enough to judge any threshold. */
  readonly isOneSampleEnough?: boolean;
}

/** The default profile, when the project has it; else its first profile is the default. */
const DEFAULT_PROFILE = 'smoke';

function chosenProfile(profiles: PlanFiles['profiles'], env: Env): string {
  const names = Object.keys(profiles).sort();
  const byDefault = names.includes(DEFAULT_PROFILE) ? DEFAULT_PROFILE : (names[0] ?? DEFAULT_PROFILE);
  if (names.length > 0) return env.choice('PROFILE', names, byDefault);
  env.problems.push({
    code: 'plan-file-missing',
    where: 'plans/profiles',
    message: 'holds no profile: write one, such as smoke.yml',
  });
  return byDefault;
}

/**
 * Makes the load of a run. Problems with variables are added to `env.problems`. Precedence: variable over profile over
 * suite.
 * @param instances number of k6 processes that share the load
 * @returns undefined when there are problems
 */
export function loadSpec(
  suite: Suite,
  calls: readonly CallName[],
  env: Env,
  instances: number,
  files: PlanFiles,
): LoadSpec | undefined {
  const { profiles } = files;
  const profile = chosenProfile(profiles, env);
  const overrides = {
    users: env.integer('USERS', undefined),
    durationMs: env.durationMs('DURATION', undefined, 1),
    spawnRate: env.positive('SPAWN_RATE'),
  };
  const every = env.period('EVERY');
  const trace = readTraceSpec(env);
  const where = `thresholds/${suite.name}.json`;
  const { thresholds, problems: mistakes } = compileThresholds(files.thresholds, where);
  const names = suiteNames(suite, calls, profiles);
  const choice = chooseByTags(suite.journeys, env.list('TAGS'), env.list('EXCLUDE_TAGS'));
  env.problems.push(
    ...choice.problems.map((problem) => ({ ...problem, where: env.where(problem.where) })),
    ...callProblems(calls, suite.journeys),
    ...optionProblems(declaredOptions),
    ...tableProblems(declaredTables, files.tables),
    ...metricProblems(suite, ownMetrics),
    ...extraTimeProblems(suite.journeys, env),
    ...mistakes,
    ...unknownNames(thresholds, names, where),
    ...unboundedJourneys(thresholds, names, where),
  );
  const file = own(profiles, profile);
  // Without this check, a wrong value would be ignored and the profile's own value would be blamed.
  const { curve, problems } =
    file && !env.isWrong('PROFILE', 'USERS', 'DURATION', 'SPAWN_RATE')
      ? loadCurve(file, overrides, `profile ${profile}`, {
          users: env.where('USERS'),
          durationMs: env.where('DURATION'),
          spawnRate: env.where('SPAWN_RATE'),
        })
      : { curve: [], problems: [] };
  const warmUp = file ? warmUpOf(file, `profile ${profile}`) : { problems: [] };
  env.problems.push(...problems, ...warmUp.problems);
  if (env.problems.length > 0 || !file) return undefined;
  const spawnRate = overrides.spawnRate ?? ('spawnRate' in file ? file.spawnRate : undefined);
  const plans = journeyPlans(suite, choice.chosen, every, env);
  env.problems.push(...pauseProblems(suite, plans));
  if (env.problems.length > 0) return undefined;
  const debug = env.flag('DEBUG');
  const journeys = describeJourneys(suite, plans, curve, spawnRate, instances, debug);
  if (!debug) env.problems.push(...neverDue(journeys, shortOf(env) ?? `profile ${profile}`));
  return {
    profile,
    users: peakUsers(curve),
    curve,
    loadMs: loadLengthMs(curve, journeys),
    ...(warmUp.ms !== undefined && !debug && { warmUpMs: warmUp.ms }),
    journeys,
    calls: callRows(suite, calls, journeys),
    steps: debug ? [] : loadSteps(curve).map((step) => ({ ...step, offered: offered(step, journeys) })),
    thresholds: debug
      ? journeys.map(mustWork)
      : thresholdsUnder(thresholds, profile)
          .filter((threshold) => canHold(threshold, journeys))
          .map((threshold) => (files.isOneSampleEnough ? { ...threshold, minSamples: 1 } : threshold)),
    metrics: { kinds: ownMetrics, filters: ownFilters, unfinished: ownUnfinished },
    ...(suite.probes && { probes: suite.probes.map(({ call, credential }) => ({ call, credential })) }),
    causes: journeys.flatMap(({ name }) => suite.journeys[name]?.causes ?? []),
    debug,
    ...(suite.cleanUp === 'none' && { cleanUp: suite.cleanUp }),
    ...(trace && { trace }),
  };
}

/** Returns the variable that makes a load so small or so short, if one is set. */
function shortOf(env: Env): string | undefined {
  const name = ['DURATION', 'USERS', 'EVERY'].find((each) => env.isSet(each));
  return name && env.where(name);
}

/**
 * Finds journeys that are never due. Nothing could be measured of them, and their thresholds would make the run invalid at
 * its end.
 */
function neverDue(journeys: readonly JourneySpec[], where: string): Problem[] {
  return journeys
    .filter(({ schedule }) => plannedIterations(schedule).max === 0)
    .map(
      ({ name }): Problem => ({
        code: 'nothing-to-run',
        where,
        message: `journey ${name} is never started: give it more USERS, a longer DURATION or a shorter EVERY, or leave it out with EXCLUDE_TAGS`,
      }),
    );
}

const ONE_ITERATION: Planned = { min: 1, max: 1 };

/** Makes the only threshold of a `DEBUG` run. */
function mustWork({ name }: JourneySpec): Threshold {
  return {
    id: `journeys.${name}.failed`,
    level: 'fail',
    subject: { of: 'journey', journey: name, measure: 'failed' },
    stat: 'share',
    op: '<=',
    bound: 0,
    text: '0%',
    why: 'one iteration that should work',
  };
}

function offered(step: LoadStep, journeys: readonly JourneySpec[]): number {
  return journeys.reduce((sum, { schedule }) => sum + offeredIn(step, schedule), 0);
}

/** Makes the plans of the chosen journeys. @param every replaces the period that each journey declares */
function journeyPlans(
  { journeys }: Suite,
  chosen: readonly string[],
  every: number | 'once' | undefined,
  env: Env,
): Record<string, JourneyPlan> {
  const entries = Object.entries(journeys).filter(([name]) => chosen.includes(name));
  return Object.fromEntries(
    entries.map(([name, journey]) => {
      const plan = planOf(journey, env);
      return [name, every === undefined ? plan : { ...plan, everyMs: every }];
    }),
  );
}

function describeJourneys(
  { journeys }: Suite,
  plans: Readonly<Record<string, JourneyPlan>>,
  curve: LoadCurve,
  spawnRate: number | undefined,
  instances: number,
  debug: boolean,
): JourneySpec[] {
  const bySchedule = schedules(curve, plans, spawnRate);
  return Object.entries(plans).flatMap(([name, { everyMs, maxDurationMs }]) => {
    const schedule = bySchedule[name];
    if (!schedule) return [];
    // Each instance gets an equal part, and needs a spare virtual user of its own.
    const users = instances * virtualUsers(schedule, maxDurationMs / instances);
    const { calls = [], metrics = [], pause } = journeys[name] ?? {};
    return [
      {
        name,
        everyMs,
        maxDurationMs,
        ...(pause !== undefined && { pauseMs: parsePause(pause) }),
        schedule,
        planned: debug ? ONE_ITERATION : plannedIterations(schedule),
        virtualUsers: users,
        calls,
        metrics,
      },
    ];
  });
}

/** Finds pauses that are invalid, and pauses that leave an iteration no time. */
function pauseProblems({ journeys }: Suite, plans: Readonly<Record<string, JourneyPlan>>): Problem[] {
  return Object.entries(plans).flatMap(([name, { maxDurationMs }]) => {
    const { calls = [], pause } = journeys[name] ?? {};
    const message = pause === undefined ? undefined : pauseProblem(pause, calls.length, maxDurationMs);
    return message === undefined
      ? []
      : [{ code: 'suite-declaration', where: `journey ${name}: pause`, message }];
  });
}

/** @throws {DurationError} when a duration in the declaration is invalid */
function planOf({ every, maxDuration, extraTime, weight }: JourneyDeclaration, env: Env): JourneyPlan {
  const everyMs = every === 'once' ? 'once' : parseDuration(every);
  return { everyMs, maxDurationMs: parseDuration(maxDuration) + extraTimeMs(extraTime, env), weight };
}

/** Whether a threshold is on something that the chosen journeys do. Other thresholds are left out. */
function canHold({ subject }: Threshold, journeys: readonly JourneySpec[]): boolean {
  if (subject.of === 'call') return journeys.some(({ calls }) => calls.includes(subject.call));
  if (subject.of === 'journey') return journeys.some(({ name }) => name === subject.journey);
  if (subject.of === 'metric') return journeys.some(({ metrics }) => metrics.includes(subject.metric));
  return true;
}

function callRows(
  { setupCalls = [], teardownCalls = [] }: Suite,
  calls: readonly CallName[],
  journeys: readonly JourneySpec[],
): CallRow[] {
  return calls.flatMap((name): CallRow[] => [
    // Journeys may also make calls of set-up: some sign in.
    ...(setupCalls.includes(name.call) || journeys.some((journey) => journey.calls.includes(name.call))
      ? [{ ...name, phase: 'load' } as const]
      : []),
    ...(setupCalls.includes(name.call) ? [{ ...name, phase: 'setup' } as const] : []),
    ...(teardownCalls.includes(name.call) ? [{ ...name, phase: 'teardown' } as const] : []),
  ]);
}
