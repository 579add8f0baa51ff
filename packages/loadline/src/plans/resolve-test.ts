import type { ObservedSource } from '../core/observed/source';
import type { Listener } from '../core/telemetry/listener';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import { environmentFile } from './environment-file';
import { optionName } from './option-name';
import { besideHost, otherAddress } from './other-address';
import { checkPlans, type Plans, type RawPlans } from './read-plans';
import { checkReferences, type SuiteFacts, unknown } from './references';
import type { RegistryFile } from './registry-file';
import { resolveListeners } from './resolve-listeners';
import { resolveObserve } from './resolve-observe';
import { withoutEffect } from './set-effect';
import { type Assignment, assign, atAssignment, misnamed, type Names } from './set-path';
import {
  type ChosenTest,
  OVERRIDES,
  type OverrideName,
  type TestVariables,
  testVariables,
} from './test-variables';
import { twoAddresses } from './two-addresses';

/**
 * The request of a user on the command line. Undefined: not given. Values are texts as they were written; the suite checks
 * them.
 */
export interface TestRequest {
  /** Name in the registry. Undefined: the current test. */
  readonly name: string | undefined;
  readonly options: Readonly<Partial<Record<OverrideName | 'host', string | undefined>>>;
  readonly assignments: readonly Assignment[];
  /** Whether the secrets of listeners and observed systems are set where the run will be, so that they may be missing here. */
  readonly hasSecretsElsewhere?: boolean;
}

/** A test with all its settings, as variables for its suite. */
export interface ResolvedTest extends Pick<TestVariables, 'variables' | 'sources'> {
  readonly name: string;
  readonly description: string;
  readonly suite: string;
  readonly environment: string;
  /**
   * Hosts besides this machine on whose connections `loadline prove` may inject faults: those that the file of the environment
   * itself allows. Undefined: the environment allows no faults.
   */
  readonly faultsOn: readonly string[] | undefined;
  /** All profiles by name, after the assignments of `--set`. */
  readonly profiles: Plans['profiles'];
  /** Receivers of figures and events during the run. */
  readonly listeners: readonly Listener[];
  /** Sources of series of other systems that are observed during the run. */
  readonly observed: readonly ObservedSource[];
}

/** A test, or all problems that prevent it. */
interface Resolved {
  readonly test?: ResolvedTest;
  readonly problems: readonly Problem[];
}

type Variables = Readonly<Record<string, string | undefined>>;

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
  const ofSuite = own(suites, test.suite);
  // Without the facts of its suite, every further problem could be wrong.
  if (ofSuite?.problems) return { problems: [...problems, ...ofSuite.problems] };
  const chosen: ChosenTest = {
    names,
    test,
    environment: own(environments, environmentName),
    profile: own(profiles, profileName),
    suite: ofSuite,
    options,
    assignments,
    variables: environment,
  };
  const environmentAt = writtenAs('env', options, environment);
  const profileAt = writtenAs('profile', options, environment);
  if (!chosen.environment && environmentAt)
    problems.push(unknown('environment', environmentName, Object.keys(environments), environmentAt));
  if (!chosen.profile && profileAt)
    problems.push(unknown('profile', profileName, Object.keys(profiles), profileAt));
  const { variables, sources, ...made } = testVariables(chosen);
  problems.push(
    ...made.problems,
    ...(options.host === undefined ? otherAddress(chosen) : besideHost(chosen)),
    ...(options.host === undefined ? twoAddresses(chosen) : []),
  );
  const { description, suite } = test;
  const secrets = request.hasSecretsElsewhere ? undefined : environment;
  const told =
    chosen.environment &&
    resolveListeners({ environment: chosen.environment, environmentName, test, testName }, secrets);
  const observed = chosen.environment && resolveObserve(chosen.environment, environmentName, secrets);
  problems.push(...(told?.problems ?? []), ...(observed?.problems ?? []));
  if (problems.length > 0) return { problems };
  return {
    problems,
    test: {
      name: testName,
      description,
      suite,
      environment: environmentName,
      faultsOn: chosen.environment?.prove ? allowedByFile(raw, environmentName) : undefined,
      variables,
      sources,
      profiles,
      listeners: told?.listeners ?? [],
      observed: observed?.sources ?? [],
    },
  };
}

/** The hosts that the file of an environment allows, without what `--set` changes in it. */
function allowedByFile({ environments }: RawPlans, name: string): readonly string[] {
  return environmentFile.safeParse(own(environments, name)).data?.allow ?? [];
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
