import { readHostAndPort } from '../core/network/address';
import { allowProblems, isAllowedTarget } from '../core/network/allowed-target';
import type { ProfileFile } from '../core/spec/profile';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import type { EnvironmentFile } from './environment-file';
import { hostVariables } from './host-variables';
import { optionName } from './option-name';
import { type SuiteFacts, unknown } from './references';
import type { RegisteredTest } from './registry-file';
import { fieldProblems, roleVariables } from './role-variables';
import { type Assignment, assignmentTo, type Names, type Place } from './set-path';
import { targetsOf, targetVariables } from './target-variables';

type Variables = Readonly<Record<string, string | undefined>>;

/** Command-line options that set a variable, with the variable's name. */
export const OVERRIDES = {
  users: 'USERS',
  duration: 'DURATION',
  spawnRate: 'SPAWN_RATE',
  profile: 'PROFILE',
  tags: 'TAGS',
  excludeTags: 'EXCLUDE_TAGS',
  logLevel: 'LOG_LEVEL',
  env: 'ENVIRONMENT',
} as const;

export type OverrideName = keyof typeof OVERRIDES;

/** A test, with the environment and profile that it runs with, and what the user set for this run. */
export interface ChosenTest {
  readonly names: Names;
  readonly test: RegisteredTest;
  /** Absent: there is none of that name. */
  readonly environment: EnvironmentFile | undefined;
  readonly profile: ProfileFile | undefined;
  /** What its suite reads. Absent: the suite is not built. */
  readonly suite: SuiteFacts | undefined;
  readonly options: Readonly<Partial<Record<OverrideName | 'host', string | undefined>>>;
  readonly assignments: readonly Assignment[];
  /** The process's variables, `.env` included. */
  readonly variables: Variables;
}

/** The variables that a test sets for its suite. */
export interface TestVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Source of each variable's value, as a text for people. */
  readonly sources: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Makes the variables of a test. Precedence: command line, then environment variable, then registry, then profile. What
 * none of them sets, the suite decides.
 */
export function testVariables(chosen: ChosenTest): TestVariables {
  const { names, test, environment, profile, options, assignments } = chosen;
  const levels = new Levels(chosen.variables, assignments);
  const problems = environment ? addEnvironment(levels, environment, chosen) : [];
  addRegistry(levels, names.test, test, assignments);
  if (profile) addProfile(levels, profile, assignments);
  for (const [option, variable] of Object.entries(OVERRIDES)) {
    const text = options[option as OverrideName];
    if (text !== undefined) levels.setByOption(variable, text, optionName(option));
  }
  const host = hostVariables(options.host, chosen.suite);
  for (const [variable, text] of Object.entries(host.variables)) levels.setByOption(variable, text, '--host');
  const { variables, sources } = levels;
  return { variables, sources, problems: [...problems, ...host.problems, ...levels.problems] };
}

/** Source of a value that the command line set by its path. */
const SET = '--set';

/**
 * The variables of a run and the source of each. A later value replaces an earlier one, but neither the environment nor a
 * file replaces a value of the command line.
 */
class Levels {
  readonly variables: Record<string, string> = {};
  readonly sources: Record<string, string> = {};
  /** Values that the command line sets twice. */
  readonly problems: Problem[] = [];
  readonly #pathOf = new Map<string, string>();

  constructor(
    private readonly environment: Variables,
    private readonly assignments: readonly Assignment[],
  ) {}

  set(variable: string, text: string, source: string): void {
    this.variables[variable] = text;
    this.sources[variable] = source;
  }

  /** Sets a variable from a command-line option. @param option such as `--users` */
  setByOption(variable: string, text: string, option: string): void {
    this.checkPath(variable, option);
    this.set(variable, text, 'command line');
  }

  /**
   * Sets a variable from a file, unless the environment sets it. A value that `--set` put into the file also replaces the
   * environment's.
   * @param place where the value can be set; the first one that `--set` names counts
   */
  setFromFile(
    variable: string,
    value: string | number | boolean | undefined,
    source: string,
    ...places: readonly Place[]
  ): void {
    if (value === undefined) return;
    const path = places.flatMap((place) => assignmentTo(place, this.assignments)?.text ?? [])[0];
    if (path !== undefined) {
      this.checkPath(variable, `--set ${path}`);
      this.#pathOf.set(variable, path);
      this.set(variable, String(value), SET);
    } else if (!this.environment[variable] && !this.#pathOf.has(variable)) {
      this.set(variable, String(value), source);
    }
  }

  /** Appends a text to the source of a variable. */
  addSource(variable: string, text: string): void {
    const source = this.sources[variable] ?? `variable`;
    this.set(variable, this.variables[variable] ?? this.environment[variable] ?? '', `${source}, ${text}`);
  }

  /** Source of the value at a place. @param source of the file, used when `--set` did not set the value */
  sourceOf(place: Place, source: string): string {
    return assignmentTo(place, this.assignments) ? SET : source;
  }

  private checkPath(variable: string, other: string): void {
    const path = this.#pathOf.get(variable);
    if (path === undefined || other === `--set ${path}`) return;
    this.problems.push({
      code: 'set-without-effect',
      where: `--set ${path}`,
      message: `sets the same as ${other}: write one of them`,
    });
  }
}

function addRegistry(
  levels: Levels,
  name: string,
  test: RegisteredTest,
  assignments: readonly Assignment[],
): void {
  const { users, duration, spawnRate, tags, excludeTags } = test.overrides ?? {};
  const add = (variable: string, value: string | number | undefined, ...path: readonly string[]) =>
    levels.setFromFile(variable, value, `registry ${name}`, { root: 'test', path });
  add('PROFILE', test.profile, 'profile');
  add('USERS', users, 'overrides', 'users');
  add('DURATION', duration, 'overrides', 'duration');
  add('SPAWN_RATE', spawnRate, 'overrides', 'spawnRate');
  add('TAGS', tags?.join(','), 'overrides', 'tags');
  add('EXCLUDE_TAGS', excludeTags?.join(','), 'overrides', 'excludeTags');
  add('LOG_LEVEL', test.logLevel, 'logLevel');
  add('LOCATION', test.location, 'location');
  if (assignmentTo({ root: 'test', path: ['environment'] }, assignments))
    add('ENVIRONMENT', test.environment, 'environment');
}

/**
 * Adds what `--set` changed in a profile: the values that have a variable, and for all others a note in the source of
 * PROFILE.
 */
function addProfile(levels: Levels, profile: ProfileFile, assignments: readonly Assignment[]): void {
  const { description: _, ...load } = profile;
  const add = (variable: string, key: 'users' | 'duration' | 'spawnRate') => {
    const place = { root: 'profile', path: [key] } as const;
    if (assignmentTo(place, assignments) && 'users' in load)
      levels.setFromFile(variable, load[key], '', place);
  };
  add('USERS', 'users');
  add('DURATION', 'duration');
  add('SPAWN_RATE', 'spawnRate');
  const others = assignments.filter(
    ({ root, path: [key = ''] }) => root === 'profile' && !HAVE_VARIABLES.includes(key),
  );
  if (others.length > 0) levels.addSource('PROFILE', 'changed by --set');
}

/** Keys of a profile that have a variable, and `description`, which does not change the load. */
const HAVE_VARIABLES = ['users', 'duration', 'spawnRate', 'description'];

function addEnvironment(
  levels: Levels,
  { suites, roles, allow, location, trace }: EnvironmentFile,
  { names: { environment: name }, test: { suite }, suite: facts, variables: environment }: ChosenTest,
): Problem[] {
  const where = `plans/environments/${name}.yml`;
  const source = `environment ${name}`;
  const system = own(suites, suite);
  if (!system)
    return [
      {
        code: 'plan-file-value',
        where: `${where}: suites`,
        message: `has no "${suite}": say where that system is`,
      },
    ];
  const problems: Problem[] = [];
  const at = readHostAndPort(system.address);
  const alsoAllowed = (environment.ALLOW_TARGET ?? '').split(',').map((entry) => entry.trim());
  const allowed = [...allow, ...alsoAllowed];
  problems.push(...allowProblems('ALLOW_TARGET', alsoAllowed.filter(Boolean)));
  if (!isAllowedTarget(system.address, allowed)) {
    const message = `${system.address} is neither this machine nor among "allow": add it there if it may be put under load`;
    problems.push({ code: 'target-not-allowed', where: `${where}: suites.${suite}.address`, message });
  }
  const add = (variable: string, value: string | number | undefined, ...paths: readonly string[][]) =>
    levels.setFromFile(
      variable,
      value,
      source,
      ...paths.map((path) => ({ root: 'environment', path }) as const),
    );
  for (const { variable, text, keys } of targetVariables(targetsOf(facts)[0], at, system.tls)) {
    // A URL of the process already contains the scheme, so `tls` has no part in it.
    const setBy = environment[variable] ? keys.slice(0, 1) : keys;
    add(variable, text, ...setBy.map((key) => ['suites', suite, key]));
  }
  add('LOCATION', location, ['location']);
  add('TRACE_SHARE', trace?.share, ['trace', 'share']);
  add('TRACE_LINK', trace?.link, ['trace', 'link']);
  add('ALLOW_TARGET', allow.length > 0 ? allow.join(',') : undefined, ['allow']);
  for (const [variable, value] of Object.entries(system.data ?? {})) {
    if (facts && !facts.variables.includes(variable)) {
      problems.push(unknown('variable', variable, facts.variables, `${where}: suites.${suite}.data`));
    }
    add(variable, String(value), ['suites', suite, 'data', variable]);
  }
  problems.push(...fieldProblems(where, { roles }, suite, facts?.variables ?? []));
  const from = (...path: string[]) =>
    levels.sourceOf({ root: 'environment', path: ['roles', ...path] }, source);
  for (const variable of roleVariables(from, { roles }, environment))
    levels.set(variable.name, variable.value, variable.source);
  return problems;
}
