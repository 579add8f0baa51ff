import type { Options } from 'k6/options';
import type { RunShape } from '../../core/figures/from-k6';
import { chooseByTags } from '../../core/spec/choice';
import { parsePause, pauseProblem } from '../../core/spec/pause';
import {
  curveDurationMs,
  type LoadCurve,
  loadCurve,
  type ProfileFile,
  peakUsers,
} from '../../core/spec/profile';
import type { JourneyDescription } from '../../core/spec/run-description';
import {
  type JourneyPlan,
  type Planned,
  plannedPasses,
  type Schedule,
  scheduleEndMs,
  schedules,
  virtualUsers,
} from '../../core/spec/schedule';
import { type LoadStep, loadSteps, offeredIn } from '../../core/spec/steps';
import { parseDuration } from '../../core/text/duration';
import { own } from '../../core/text/own';
import type { Problem } from '../../core/text/problem';
import { compileLimits } from '../../core/thresholds/compile-limits';
import { type SuiteNames, unboundedJourneys, unknownNames } from '../../core/thresholds/limit-names';
import { type Rule, rulesUnder } from '../../core/thresholds/limits';
import type { CallRow } from '../../core/thresholds/thresholds';
import type { CallName } from '../measure/calls';
import { ownFilters, ownMetrics, ownUnfinished } from '../measure/own-metrics';
import type { Env } from '../user/env';
import type { JourneyDeclaration } from '../user/journey';
import type { Suite } from '../user/suite-definition';
import { callProblems } from './call-names';
import { debugOptions, k6Options } from './k6-options';
import { metricProblems, metricsOf } from './metric-names';

/** A run as its variables, profile and limits make it. */
export interface LoadPlan extends RunShape {
  readonly profile: string;
  readonly users: number;
  readonly curve: LoadCurve;
  /** The journeys that were chosen. */
  readonly journeys: readonly JourneyDescription[];
  readonly schedules: Readonly<Record<string, Schedule>>;
  /** Levels of the load; none when there is one level. */
  readonly steps: readonly (LoadStep & { readonly offered: number })[];
  readonly virtualUsers: number;
  /** Each journey once, one after the other: nothing of the profile is run. */
  readonly isDebug: boolean;
  readonly options: Options;
}

/** Files of `plans/profiles/`, by name. */
export type Profiles = Readonly<Record<string, ProfileFile>>;

/** The profile of a run that names none. */
const DEFAULT_PROFILE = 'smoke';

/** Names that a limits file may use. */
export function suiteNames(
  { journeys }: Suite,
  callNames: readonly CallName[],
  profiles: Profiles,
): SuiteNames {
  return {
    calls: callNames.map(({ call }) => call),
    streams: callNames.filter(({ isStream }) => isStream).map(({ call }) => call),
    journeys: Object.keys(journeys),
    metrics: metricsOf('times', ownMetrics),
    counts: metricsOf('count', ownMetrics),
    profiles: Object.keys(profiles),
  };
}

/**
 * Plans a run. What is wrong with variables goes to `env.problems`; precedence: variable over profile over suite.
 * @param instances k6 processes that share the load: the passes planned are those of one of them
 * @returns undefined when no plan can be made of what is there
 */
export function planLoad(
  suite: Suite,
  calls: readonly CallName[],
  env: Env,
  instances: number,
  profiles: Profiles,
): LoadPlan | undefined {
  const profile = env.choice('PROFILE', Object.keys(profiles), DEFAULT_PROFILE);
  const changed = env.text('PROFILE_DATA');
  const overrides = {
    users: env.integer('USERS', undefined),
    durationMs: env.durationMs('DURATION'),
    spawnRate: env.positive('SPAWN_RATE'),
  };
  const every = env.period('EVERY');
  const where = `thresholds/${suite.name}.json`;
  const { limits, problems: mistakes } = compileLimits(suite.thresholds, where);
  const names = suiteNames(suite, calls, profiles);
  const choice = chooseByTags(suite.journeys, env.list('TAGS'), env.list('EXCLUDE_TAGS'));
  env.problems.push(
    ...choice.problems,
    ...callProblems(calls, suite.journeys),
    ...metricProblems(suite, ownMetrics),
    ...mistakes,
    ...unknownNames(limits, names, where),
    ...unboundedJourneys(limits, names, where),
  );
  const file = changed === undefined ? own(profiles, profile) : (JSON.parse(changed) as ProfileFile);
  if (env.problems.length > 0 || !file) return undefined;
  const { curve, problems } = loadCurve(file, overrides, `profile ${profile}`);
  env.problems.push(...problems);
  if (env.problems.length > 0) return undefined;
  const spawnRate = overrides.spawnRate ?? ('spawnRate' in file ? file.spawnRate : undefined);
  const plans = journeyPlans(suite, choice.chosen, every, env);
  env.problems.push(...pauseProblems(suite, plans));
  if (env.problems.length > 0) return undefined;
  const journeys = describeJourneys(suite, plans, curve, spawnRate, instances);
  const isDebug = env.flag('DEBUG');
  if (!isDebug) env.problems.push(...neverDue(journeys, `profile ${profile}`));
  const rules = isDebug
    ? journeys.map(mustWork)
    : rulesUnder(limits, profile).filter((rule) => canHold(rule, suite, journeys));
  const shape = {
    loadMs: Math.max(
      // Where every journey is done once, the load ends with the last of them.
      ...(journeys.some(({ everyMs }) => everyMs !== 'once') ? [curveDurationMs(curve)] : []),
      ...journeys.map(({ schedule }) => scheduleEndMs(schedule)),
    ),
    rows: callRows(suite, calls, journeys),
    planned: Object.fromEntries(
      journeys.map(({ name, schedule }) => [
        name,
        isDebug ? ONE_PASS : share(plannedPasses(schedule), instances),
      ]),
    ),
    steps: isDebug
      ? []
      : loadSteps(curve).map((step) => ({ ...step, offered: offered(step, journeys, instances) })),
    rules,
    journeyShapes: Object.fromEntries(
      journeys.map(({ name, calls }) => [name, { calls, metrics: suite.journeys[name]?.metrics ?? [] }]),
    ),
    ownCauses: journeys.flatMap(({ name }) => suite.journeys[name]?.causes ?? []),
    ...(Object.keys(ownMetrics).length > 0 && { custom: ownMetrics }),
    ...(ownFilters.length > 0 && { filters: ownFilters }),
    ...(ownUnfinished.length > 0 && { unfinished: ownUnfinished }),
    ...(suite.cleanUp === 'none' && { cleanUp: suite.cleanUp }),
  };
  return {
    ...shape,
    isDebug,
    profile,
    users: peakUsers(curve),
    curve,
    journeys,
    schedules: Object.fromEntries(journeys.map(({ name, schedule }) => [name, schedule])),
    virtualUsers: isDebug ? 1 : sum(journeys, 'virtualUsers'),
    options: isDebug
      ? debugOptions(shape, sum(journeys, 'maxDurationMs'))
      : k6Options(journeys, shape, instances),
  };
}

/** Of a journey that is never due nothing could be measured: its limits would make the run invalid, at its end. */
function neverDue(journeys: readonly JourneyDescription[], where: string): Problem[] {
  return journeys
    .filter(({ schedule }) => plannedPasses(schedule).max === 0)
    .map(({ name }) => ({
      where,
      message: `no pass of journey ${name} is due: give it more USERS, a longer DURATION or a shorter EVERY, or leave it out with EXCLUDE_TAGS`,
    }));
}

const ONE_PASS: Planned = { min: 1, max: 1 };

/** The only limit when journeys are looked at one by one. */
function mustWork({ name }: JourneyDescription): Rule {
  return {
    id: `journeys.${name}.failed`,
    level: 'limit',
    subject: { of: 'journey', journey: name, measure: 'failed' },
    stat: 'share',
    op: '<=',
    bound: 0,
    text: '0%',
    why: 'one pass that should work',
  };
}

function sum(journeys: readonly JourneyDescription[], key: 'virtualUsers' | 'maxDurationMs'): number {
  return journeys.reduce((total, journey) => total + journey[key], 0);
}

/** One instance's part of what all instances share by execution segments: k6 deals the passes out in turn. */
function share({ min, max }: Planned, instances: number): Planned {
  return { min: Math.floor(min / instances), max: Math.ceil(max / instances) };
}

function offered(step: LoadStep, journeys: readonly JourneyDescription[], instances: number): number {
  const all = journeys.reduce((sum, { schedule }) => sum + offeredIn(step, schedule), 0);
  return Math.floor(all / instances);
}

/** The plans of the chosen journeys. @param every in place of the period that each declares */
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
): JourneyDescription[] {
  const bySchedule = schedules(curve, plans, spawnRate);
  return Object.entries(plans).flatMap(([name, { everyMs, maxDurationMs }]) => {
    const schedule = bySchedule[name];
    if (!schedule) return [];
    // Each instance gets an equal part and needs its own one to spare.
    const users = instances * virtualUsers(schedule, maxDurationMs / instances);
    const { calls = [], pause } = journeys[name] ?? {};
    const pauseMs = pause === undefined ? {} : { pauseMs: parsePause(pause) };
    return [{ name, everyMs, maxDurationMs, schedule, virtualUsers: users, calls, ...pauseMs }];
  });
}

/** Pauses that are none, and such as leave a pass no time. */
function pauseProblems({ journeys }: Suite, plans: Readonly<Record<string, JourneyPlan>>): Problem[] {
  return Object.entries(plans).flatMap(([name, { maxDurationMs }]) => {
    const { calls = [], pause } = journeys[name] ?? {};
    const message = pause === undefined ? undefined : pauseProblem(pause, calls.length, maxDurationMs);
    return message === undefined ? [] : [{ where: `journey ${name}: pause`, message }];
  });
}

/** @throws {DurationError} when a duration in the declaration is none */
function planOf({ every, maxDuration, extraTime, weight }: JourneyDeclaration, env: Env): JourneyPlan {
  const everyMs = every === 'once' ? 'once' : parseDuration(every);
  const extra = env.settings.find(({ name }) => name === extraTime)?.value ?? '0s';
  return { everyMs, maxDurationMs: parseDuration(maxDuration) + parseDuration(extra), weight };
}

/** Limits on what a choice of journeys leaves out are left out too. */
function canHold({ subject }: Rule, suite: Suite, journeys: readonly JourneyDescription[]): boolean {
  if (subject.of === 'call') return journeys.some(({ calls }) => calls.includes(subject.call));
  if (subject.of === 'journey') return journeys.some(({ name }) => name === subject.journey);
  if (subject.of === 'metric')
    return journeys.some(({ name }) => suite.journeys[name]?.metrics?.includes(subject.metric));
  return true;
}

function callRows(
  { setupCalls, teardownCalls }: Suite,
  calls: readonly CallName[],
  journeys: readonly JourneyDescription[],
): CallRow[] {
  return calls.flatMap((name): CallRow[] => [
    // Journeys may make calls of the set-up too: some sign in.
    ...(setupCalls.includes(name.call) || journeys.some((journey) => journey.calls.includes(name.call))
      ? [{ ...name, phase: 'load' } as const]
      : []),
    ...(setupCalls.includes(name.call) ? [{ ...name, phase: 'setup' } as const] : []),
    ...(teardownCalls.includes(name.call) ? [{ ...name, phase: 'teardown' } as const] : []),
  ]);
}
