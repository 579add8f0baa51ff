import { readHostAndPort } from '../core/network/address';
import { allowProblems, isAllowedTarget } from '../core/network/allowed-target';
import type { ProfileFile } from '../core/spec/profile';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import type { EnvironmentFile } from './environment-file';
import { Levels } from './levels';
import { optionName } from './option-name';
import { otherAddress } from './other-address';
import { checkPlans, type Plans, type RawPlans } from './read-plans';
import { checkReferences, unknown } from './references';
import type { RegisteredTest, RegistryFile } from './registry-file';
import { fieldProblems, roleVariables } from './role-variables';
import { withoutEffect } from './set-effect';
import { type Assignment, assign, atAssignment, misnamed, type Names } from './set-path';

/**
 * The request of a user on the command line. Undefined: not given. Values are texts as they were written; the suite checks
 * them.
 */
export interface TestRequest {
  /** Name in the registry. Undefined: the current test. */
  readonly name: string | undefined;
  readonly options: Readonly<Partial<Record<OverrideName, string | undefined>>>;
  readonly assignments: readonly Assignment[];
}

/** A test with all its settings, as variables for its suite. */
export interface ResolvedTest {
  readonly name: string;
  readonly description: string;
  readonly suite: string;
  readonly environment: string;
  /** Variables that the run adds to the environment or replaces in it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Source of each variable's value, as a text for people. */
  readonly sources: Readonly<Record<string, string>>;
  /** All profiles by name, after the assignments of `--set`. */
  readonly profiles: Plans['profiles'];
}

/** A test, or all problems that prevent it. */
interface Resolved {
  readonly test?: ResolvedTest;
  readonly problems: readonly Problem[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The parts of a suite's declaration that a test can refer to. */
export interface SuiteFacts {
  readonly tags: readonly string[];
  readonly variables: readonly string[];
}

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

/**
 * Resolves a test. Precedence: command line, then environment variable, then registry, then profile, then suite.
 * @param raw the plan files as they were read
 * @param environment the process's variables, `.env` included
 * @param suites the suites that are built
 * @returns the test, or all problems of it and of the plan files
 */
export function resolveTest(
  request: TestRequest,
  raw: RawPlans,
  environment: Variables,
  suites: Readonly<Record<string, SuiteFacts>>,
): Resolved {
  const { assignments } = request;
  const suiteNames = Object.keys(suites);
  const told = assignments.map((one) => misnamed(one, suiteNames));
  const misspelt = told.filter((problem) => problem !== undefined);
  const usable = assignments.filter((_, index) => told[index] === undefined);
  const names = namesOf(request, usable, raw, environment);
  const resolveWith = (some: readonly Assignment[]) =>
    resolveNamed({ ...request, assignments: some }, names, raw, environment, suites);
  const resolved = resolveWith(usable);
  if (resolved.test && misspelt.length === 0) {
    const problems = withoutEffect(usable, resolved.test, suites, environment, (some) => {
      const others = namesOf(request, some, raw, environment);
      return resolveNamed({ ...request, assignments: some }, others, raw, environment, suites).test;
    });
    return problems.length === 0 ? resolved : { problems };
  }
  const inFiles = new Set(resolveWith([]).problems.map(asLine));
  const problems = resolved.problems.map((problem) =>
    inFiles.has(asLine(problem)) ? problem : atAssignment(problem, usable, names),
  );
  return { problems: [...misspelt, ...problems] };
}

/** Names of the test that runs and of its environment and profile. */
function namesOf(
  { name, options }: TestRequest,
  assignments: readonly Assignment[],
  raw: RawPlans,
  environment: Variables,
): Names {
  const current = (raw.registry as Partial<RegistryFile> | undefined)?.current;
  const test = name ?? current ?? '';
  const ofTest = assignments.filter(({ root }) => root === 'test');
  const { registry } = assign(raw, ofTest, { test, environment: '', profile: '' });
  const inRegistry = own((registry as Partial<RegistryFile> | undefined)?.tests ?? {}, test);
  const chosen = (key: 'environment' | 'profile', option: string | undefined, variable: string) => {
    const isSet = ofTest.some(({ path: [first] }) => first === key);
    return option ?? ((!isSet && environment[variable]) || String(inRegistry?.[key] ?? ''));
  };
  return {
    test,
    environment: chosen('environment', options.env, 'ENVIRONMENT'),
    profile: chosen('profile', options.profile, 'PROFILE'),
  };
}

function asLine({ where, message }: Problem): string {
  return `${where}: ${message}`;
}

function resolveNamed(
  request: TestRequest,
  names: Names,
  raw: RawPlans,
  environment: Variables,
  suites: Readonly<Record<string, SuiteFacts>>,
): Resolved {
  const { name, options, assignments } = request;
  const { test: testName, environment: environmentName, profile: profileName } = names;
  const assigned = assign(raw, assignments, names);
  const plans = checkPlans(assigned);
  const { registry, profiles, environments } = plans;
  const problems = [...plans.problems, ...checkReferences(assigned, suites)];
  if (!registry || plans.problems.length > 0) return { problems };
  const test = own(registry.tests, testName);
  if (!test) {
    if (name !== undefined)
      problems.push(unknown('test', name, Object.keys(registry.tests), 'the command line'));
    return { problems };
  }
  const levels = new Levels(environment, assignments);
  const chosen = own(environments, environmentName);
  const profile = own(profiles, profileName);
  const environmentAt = writtenAs('env', options, environment);
  const profileAt = writtenAs('profile', options, environment);
  if (!chosen && environmentAt)
    problems.push(unknown('environment', environmentName, Object.keys(environments), environmentAt));
  if (!profile && profileAt) problems.push(unknown('profile', profileName, Object.keys(profiles), profileAt));
  if (chosen)
    problems.push(
      ...addEnvironment(levels, environmentName, chosen, test.suite, environment, own(suites, test.suite)),
      ...otherAddress(request, environmentName, chosen, test.suite, environment, own(suites, test.suite)),
    );
  addRegistry(levels, testName, test);
  if (profile) addProfile(levels, profile, assignments);
  for (const [option, variable] of Object.entries(OVERRIDES)) {
    const text = options[option as OverrideName];
    if (text !== undefined) levels.setByOption(variable, text, optionName(option));
  }
  problems.push(...levels.problems);
  const { variables, sources } = levels;
  const { description, suite } = test;
  if (problems.length > 0) return { problems };
  return {
    problems,
    test: { name: testName, description, suite, environment: environmentName, variables, sources, profiles },
  };
}

/** The option or variable that set a name. Undefined when the registry set it: its names are checked elsewhere. */
function writtenAs(
  name: 'env' | 'profile',
  options: TestRequest['options'],
  environment: Variables,
): string | undefined {
  if (options[name] !== undefined) return optionName(name);
  return environment[OVERRIDES[name]] ? OVERRIDES[name] : undefined;
}

function addRegistry(levels: Levels, name: string, test: RegisteredTest): void {
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
  if (levels.assignmentOf({ root: 'test', path: ['environment'] }))
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
    if (levels.assignmentOf(place) && 'users' in load) levels.setFromFile(variable, load[key], '', place);
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
  name: string,
  { suites, roles, allow, location }: EnvironmentFile,
  suite: string,
  environment: Variables,
  facts: SuiteFacts | undefined,
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
  const addressAt = ['suites', suite, 'address'];
  const tlsAt = ['suites', suite, 'tls'];
  if (facts?.variables.includes('TARGET_HOST')) {
    const address = at?.port === undefined ? at?.text : `${at.text}:${at.port}`;
    // A URL in the environment already contains the scheme, so `tls` has no part in it.
    const places = environment.TARGET_HOST ? [addressAt] : [addressAt, tlsAt];
    add('TARGET_HOST', `${system.tls ? 'https' : 'http'}://${address}`, ...places);
  } else {
    add('SERVICE_HOST', at?.text, addressAt);
    add('SERVICE_PORT', at?.port, addressAt);
    add('TLS', system.tls === undefined ? undefined : Number(system.tls), tlsAt);
  }
  add('LOCATION', location, ['location']);
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
