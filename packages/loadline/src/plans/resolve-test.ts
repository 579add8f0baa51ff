import { readHostAndPort } from '../core/network/address';
import { allowProblems, isAllowedTarget } from '../core/network/allowed-target';
import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import type { EnvironmentFile } from './environment-file';
import { checkPlans, type Plans, type RawPlans } from './read-plans';
import type { RegisteredTest, RegistryFile } from './registry-file';
import { fieldProblems, roleVariables } from './role-variables';
import { type Assignment, assign, atAssignment, misnamed, type Names } from './set-path';

/** What a user asks for on the command line; undefined: not given. Texts as written, the suite checks them. */
export interface TestRequest {
  /** Name in the registry; undefined: the current one. */
  readonly name: string | undefined;
  readonly options: Readonly<Partial<Record<OverrideName, string | undefined>>>;
  readonly assignments: readonly Assignment[];
}

/** A test with everything that was said about it, as variables for its suite. */
export interface ResolvedTest {
  readonly name: string;
  readonly description: string;
  readonly suite: string;
  readonly environment: string;
  /** Variables that the run adds to or puts over the environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where each variable's value comes from, for people. */
  readonly sources: Readonly<Record<string, string>>;
}

/** A test, or everything that is wrong. */
interface Resolved {
  readonly test?: ResolvedTest;
  readonly problems: readonly Problem[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What a suite says of itself, as far as a test can name it. */
export interface SuiteFacts {
  readonly tags: readonly string[];
  readonly variables: readonly string[];
}

/** Command-line options that stand for a variable. */
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
 * Puts a test together. Precedence: command line, then environment variable, then registry, then profile, then suite.
 * @param raw the plan files as they were read
 * @param environment the process's variables, `.env` included
 * @param suites the suites that are built
 * @returns the test, or everything that is wrong with it and with the plan files
 */
export function resolveTest(
  request: TestRequest,
  raw: RawPlans,
  environment: Variables,
  suites: Readonly<Record<string, SuiteFacts>>,
): Resolved {
  const { name, options, assignments } = request;
  const registered = raw.registry as Partial<RegistryFile> | undefined;
  const test = name ?? registered?.current ?? '';
  const inRegistry = own(registered?.tests ?? {}, test);
  const names = {
    test,
    environment: options.env ?? (environment.ENVIRONMENT || inRegistry?.environment || ''),
    profile: options.profile ?? (environment.PROFILE || inRegistry?.profile || ''),
  };
  const suiteNames = Object.keys(suites);
  const told = assignments.map((one) => misnamed(one, suiteNames));
  const misspelt = told.filter((problem) => problem !== undefined);
  const usable = assignments.filter((_, index) => told[index] === undefined);
  const resolveWith = (some: readonly Assignment[]) =>
    resolveNamed({ ...request, assignments: some }, names, raw, environment, suites);
  const resolved = resolveWith(usable);
  if (resolved.problems.length + misspelt.length === 0) return resolved;
  const inFiles = new Set(resolveWith([]).problems.map(asLine));
  const problems = resolved.problems.map((problem) =>
    inFiles.has(asLine(problem)) ? problem : atAssignment(problem, usable, names),
  );
  return { problems: [...misspelt, ...problems] };
}

function asLine({ where, message }: Problem): string {
  return `${where}: ${message}`;
}

function resolveNamed(
  { name, options, assignments }: TestRequest,
  names: Names,
  raw: RawPlans,
  environment: Variables,
  suites: Readonly<Record<string, SuiteFacts>>,
): Resolved {
  const { test: testName, environment: environmentName, profile: profileName } = names;
  const plans = checkPlans(assign(raw, assignments, names));
  const { registry, profiles, environments } = plans;
  if (!registry || plans.problems.length > 0) return { problems: plans.problems };
  const problems: Problem[] = checkReferences(plans, suites);
  const test = own(registry.tests, testName);
  if (!test) {
    if (name !== undefined)
      problems.push(unknown('test', name, Object.keys(registry.tests), 'the command line'));
    return { problems };
  }
  const levels = new Levels(environment);
  const chosen = own(environments, environmentName);
  const profile = own(profiles, profileName);
  if (!chosen) problems.push(unknown('environment', environmentName, Object.keys(environments), '--env'));
  if (!profile) problems.push(unknown('profile', profileName, Object.keys(profiles), '--profile'));
  addRegistry(levels, testName, test);
  if (chosen)
    problems.push(
      ...addEnvironment(levels, environmentName, chosen, test.suite, environment, own(suites, test.suite)),
    );
  for (const [option, variable] of Object.entries(OVERRIDES)) {
    const text = options[option as OverrideName];
    if (text !== undefined) levels.set(variable, text, 'command line');
  }
  if (assignments.some(({ root }) => root === 'profile')) {
    levels.set('PROFILE_DATA', JSON.stringify(profile), '--set');
  }
  const { variables, sources } = levels;
  const { description, suite } = test;
  if (problems.length > 0) return { problems };
  return {
    problems,
    test: { name: testName, description, suite, environment: environmentName, variables, sources },
  };
}

/** The variables of a run and where each comes from; what is set later wins. */
class Levels {
  readonly variables: Record<string, string> = {};
  readonly sources: Record<string, string> = {};

  constructor(private readonly environment: Variables) {}

  set(variable: string, text: string, source: string): void {
    this.variables[variable] = text;
    this.sources[variable] = source;
  }

  /** Below the environment: kept only when the environment does not hold the variable. */
  setBelow(variable: string, value: string | number | boolean | undefined, source: string): void {
    if (value !== undefined && !this.environment[variable]) this.set(variable, String(value), source);
  }
}

function addRegistry(levels: Levels, name: string, test: RegisteredTest): void {
  const source = `registry ${name}`;
  const { users, duration, spawnRate, tags, excludeTags } = test.overrides ?? {};
  levels.setBelow('PROFILE', test.profile, source);
  levels.setBelow('USERS', users, source);
  levels.setBelow('DURATION', duration, source);
  levels.setBelow('SPAWN_RATE', spawnRate, source);
  levels.setBelow('TAGS', tags?.join(','), source);
  levels.setBelow('EXCLUDE_TAGS', excludeTags?.join(','), source);
  levels.setBelow('LOG_LEVEL', test.logLevel, source);
  levels.setBelow('LOCATION', test.location, source);
}

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
  if (!system) return [{ where: `${where}: suites`, message: `has no "${suite}": say where that system is` }];
  const problems: Problem[] = [];
  const at = readHostAndPort(system.address);
  const alsoAllowed = (environment.ALLOW_TARGET ?? '').split(',').map((entry) => entry.trim());
  const allowed = [...allow, ...alsoAllowed];
  problems.push(...allowProblems('ALLOW_TARGET', alsoAllowed.filter(Boolean)));
  if (!isAllowedTarget(system.address, allowed)) {
    const message = `${system.address} is neither this machine nor among "allow": add it there if it may be put under load`;
    problems.push({ where: `${where}: suites.${suite}.address`, message });
  }
  if (facts?.variables.includes('TARGET_HOST')) {
    const address = at?.port === undefined ? at?.text : `${at.text}:${at.port}`;
    levels.setBelow('TARGET_HOST', `${system.tls ? 'https' : 'http'}://${address}`, source);
  } else {
    levels.setBelow('SERVICE_HOST', at?.text, source);
    levels.setBelow('SERVICE_PORT', at?.port, source);
    levels.setBelow('TLS', system.tls === undefined ? undefined : Number(system.tls), source);
  }
  levels.setBelow('LOCATION', location, source);
  levels.setBelow('ALLOW_TARGET', allow.length > 0 ? allow.join(',') : undefined, source);
  for (const [variable, value] of Object.entries(system.data ?? {})) {
    if (facts && !facts.variables.includes(variable)) {
      problems.push(unknown('variable', variable, facts.variables, `${where}: suites.${suite}.data`));
    }
    levels.setBelow(variable, value, source);
  }
  problems.push(...fieldProblems(where, { roles }, suite, facts?.variables ?? []));
  for (const variable of roleVariables(name, { roles }, environment))
    levels.set(variable.name, variable.value, variable.source);
  return problems;
}

/** Names in the registry that lead nowhere, and tags that no journey has. */
function checkReferences(
  { registry, profiles, environments }: Plans,
  suites: Readonly<Record<string, SuiteFacts>>,
): Problem[] {
  if (!registry) return [];
  const file = 'plans/registry.yml';
  const problems: Problem[] = [];
  const known = (kind: string, name: string, valid: readonly string[], where: string) => {
    if (!valid.includes(name)) problems.push(unknown(kind, name, valid, where));
  };
  known('test', registry.current, Object.keys(registry.tests), `${file}: current`);
  for (const [name, test] of Object.entries(registry.tests)) {
    const at = `${file}: tests.${name}`;
    known('suite', test.suite, Object.keys(suites), `${at}.suite`);
    known('profile', test.profile, Object.keys(profiles), `${at}.profile`);
    known('environment', test.environment, Object.keys(environments), `${at}.environment`);
    const tags = own(suites, test.suite)?.tags;
    for (const tag of tags ? (test.overrides?.tags ?? []) : [])
      known('tag', tag, tags ?? [], `${at}.overrides.tags`);
    for (const tag of tags ? (test.overrides?.excludeTags ?? []) : []) {
      known('tag', tag, tags ?? [], `${at}.overrides.excludeTags`);
    }
  }
  const secrets = Object.values(suites).flatMap(({ variables }) =>
    variables.map((name) => name.toUpperCase()),
  );
  for (const [name, { suites: systems, roles = {} }] of Object.entries(environments)) {
    for (const [role, accounts] of Object.entries(roles)) {
      const prefix = `${role}_1_`.toUpperCase();
      const parts = secrets
        .filter((secret) => secret.startsWith(prefix))
        .map((secret) => secret.slice(prefix.length).toLowerCase());
      for (const part of new Set(accounts.flatMap((account) => Object.keys(account)))) {
        known('secret', part, parts, `plans/environments/${name}.yml: roles.${role}`);
      }
    }
    for (const suite of Object.keys(systems)) {
      known('suite', suite, Object.keys(suites), `plans/environments/${name}.yml: suites.${suite}`);
    }
  }
  return problems;
}

function unknown(kind: string, name: string, valid: readonly string[], where: string): Problem {
  return { where, message: thereIsNo(kind, name, valid) };
}
