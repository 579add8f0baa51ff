import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OWN, ownVariables, withoutOwn } from '../core/spec/own-variables';
import type { SuiteInfo } from '../core/spec/run-spec';
import { ConfigurationError, collectProblems, type Problem, throwProblems } from '../core/text/problem';
import { withDotEnv } from '../plans/dot-env';
import { readPlans } from '../plans/read-plans';
import { type ResolvedTest, resolveTest } from '../plans/resolve-test';
import { parseAssignment } from '../plans/set-path';
import { OVERRIDES, type OverrideName } from '../plans/test-variables';
import { builtSuites, bundleOf, home, nothingBuilt } from '../run/home';
import { type EditedFiles, type Inspection, inspectBundle } from '../run/inspect-bundle';
import { unusedProxies, withProxy } from '../run/k6-environment';
import type { LevelTest } from '../run/levels/run-level';
import { secretSourceProblems } from '../run/secret-source';
import { currentFiles } from './current-files';
import { readOption } from './option-values';
import { suiteFacts, suitesInPlans } from './suite-facts';

/** Values of the options of every command with a test, as commander returns them. */
export interface TestOptions {
  readonly users?: string;
  readonly host?: string;
  readonly duration?: string;
  readonly spawnRate?: string;
  readonly profile?: string;
  readonly env?: string;
  readonly tags?: string;
  readonly excludeTags?: string;
  readonly logLevel?: string;
  readonly skipHealth?: boolean;
  readonly proxy?: string;
  readonly set: readonly string[];
}

/** Adds the name of a test, and the options that change it for one run. */
export function addTestOptions(command: Command): Command {
  return addChanges(command.argument('[name]', 'a test of plans/registry.yml; without it the current one'));
}

/** Adds the options that change a test for one run. */
export function addChanges(command: Command): Command {
  return command
    .option('-u, --users <n>', 'users at the top of the load')
    .option('-t, --duration <duration>', 'from the first arrival to the last, such as 30s or 1h20m')
    .option('-r, --spawn-rate <n>', 'users added per second')
    .option('--profile <name>', 'users over time: a file of plans/profiles')
    .option('--env <name>', 'where to run against: a file of plans/environments')
    .option(
      '-H, --host <address>',
      'another address of the tested system: host:port, or a URL for a suite with HTTP calls',
    )
    .option('--tags <list>', 'only journeys with one of these tags, separated by commas')
    .option('--exclude-tags <list>', 'no journeys with one of these tags')
    .option('--log-level <level>', 'debug, info, warn or error')
    .option('--skip-health', 'go on although the tested system says that it is not well')
    .option('--proxy <url>', 'send HTTP calls through a proxy; those of the environment are off')
    .option(
      '--set <path=value>',
      'change any value for this run: test.…, environment.… or profile.…; may be repeated',
      (text: string, others: string[]) => [...others, text],
      [],
    );
}

/** The options of the test alone, among those of a command. */
export function testOptionsOf(options: TestOptions): TestOptions {
  const { users, host, duration, spawnRate, profile, env, tags, excludeTags, logLevel, ...others } = options;
  const { skipHealth, proxy, set } = others;
  const ofLoad = { users, host, duration, spawnRate, profile, env, tags, excludeTags };
  const given = Object.entries({ ...ofLoad, logLevel, skipHealth, proxy });
  return { ...Object.fromEntries(given.filter(([, value]) => value !== undefined)), set };
}

/** A test that was found and checked, with all variables of its run. */
export interface PreparedTest {
  readonly test: ResolvedTest;
  /** Facts about the built suites, by name, without those that cannot be inspected. */
  readonly suites: Readonly<Record<string, SuiteInfo>>;
  /** Variables of `.env`, of the process and of the test; later ones take precedence. */
  readonly variables: NodeJS.ProcessEnv;
  /** Profiles and thresholds as they are now. */
  readonly files: EditedFiles;
}

/**
 * Finds a test, combines all its settings and checks them.
 * @param others returns further problems of the command line; gets the test, or undefined when it was not found
 * @param hasSecretsElsewhere whether the secrets of listeners and observed systems are set where the run will be
 * @throws {ConfigurationError} with all problems
 */
export function prepareTest(
  name: string | undefined,
  options: TestOptions,
  others: (test: PreparedTest | undefined) => readonly Problem[] = () => [],
  hasSecretsElsewhere = false,
): PreparedTest {
  const given = withDotEnv(resolve('.env'), process.env);
  const environment = withProxy(withoutOwn(given), options.proxy);
  const unused = unusedProxies(given, options.proxy);
  if (unused !== undefined) console.error(unused);
  throwProblems(nothingBuilt());
  const problems = [...ownVariables(given), ...secretSourceProblems(environment)];
  const assignments = options.set.flatMap(
    (text) => readOption('--set', text, parseAssignment, problems, 'set-path') ?? [],
  );
  const { set: _set, skipHealth, proxy, ...overrides } = options;
  const request = { name, options: overrides, assignments, hasSecretsElsewhere };
  const facts = suiteFacts();
  const { inspected } = facts;
  const suites = Object.fromEntries(Object.entries(inspected).map(([suite, { info }]) => [suite, info]));
  const resolved = resolveTest(request, readPlans(home('plans')), environment, suitesInPlans(facts));
  const { test } = resolved;
  const prepared = test && {
    test,
    suites,
    variables: variablesOf(test, environment, skipHealth, proxy),
    files: collectProblems(problems, () => currentFiles(test.suite, test.profiles)) ?? {},
  };
  problems.push(
    ...others(prepared),
    ...resolved.problems,
    ...uselessProxy(proxy, test && inspected[test.suite]),
    ...uselessSkip(skipHealth, test && inspected[test.suite]),
  );
  if (prepared && problems.length === 0) return prepared;
  // What the command refuses already, the suite may refuse in other words, such as a RUN_ID.
  const isTold = ({ code, where }: Problem) =>
    problems.some((one) => one.code === code && one.where === where);
  const ofSuite = problemsOfSuite(prepared, overrides).filter((problem) => !isTold(problem));
  throw new ConfigurationError([...problems, ...ofSuite]);
}

/** What every run of a test is started with, whichever command runs it. */
export function levelTestOf({ test, variables, files }: PreparedTest): LevelTest {
  return { suite: test.suite, test: test.name, variables, files, observed: test.observed };
}

function variablesOf(
  { variables, sources }: ResolvedTest,
  environment: NodeJS.ProcessEnv,
  skipHealth: boolean | undefined,
  proxy: string | undefined,
): NodeJS.ProcessEnv {
  const from = {
    ...sources,
    ...(skipHealth && { SKIP_HEALTH: 'command line' }),
    ...(proxy && { HTTP_PROXY: '--proxy', HTTPS_PROXY: '--proxy' }),
  };
  const all = { ...environment, ...variables, ...(skipHealth && { SKIP_HEALTH: '1' }) };
  return { ...all, [OWN.sources]: JSON.stringify(from) };
}

/** Options that every suite reads in the same way. */
const OF_EVERY_SUITE = ['users', 'duration', 'spawnRate', 'logLevel'] as const;

/** Problems that the suite itself reports. For an unknown test: problems with the options that every suite reports. */
function problemsOfSuite(
  test: PreparedTest | undefined,
  options: Readonly<Partial<Record<OverrideName, string>>>,
): readonly Problem[] {
  const inspected = (suite: string, variables: NodeJS.ProcessEnv, files?: EditedFiles) => {
    const problems: Problem[] = [];
    const found = collectProblems(problems, () => inspectBundle(bundleOf(suite), variables, files));
    return found?.problems ?? problems;
  };
  if (test) return inspected(test.test.suite, test.variables, test.files);
  const variables = Object.fromEntries(OF_EVERY_SUITE.map((option) => [OVERRIDES[option], options[option]]));
  const sources = Object.fromEntries(Object.keys(variables).map((variable) => [variable, 'command line']));
  const [any = ''] = builtSuites();
  const problems = inspected(any, { ...variables, [OWN.sources]: JSON.stringify(sources) });
  return problems.filter(({ where }) =>
    Object.keys(variables).some((variable) => where.startsWith(variable)),
  );
}

/** Refuses `--skip-health` for a suite without a health check. */
function uselessSkip(skipHealth: boolean | undefined, suite: Inspection | undefined): Problem[] {
  if (!skipHealth || !suite || suite.info.variables.includes('SKIP_HEALTH')) return [];
  const message = `has no effect, as suite ${suite.info.suite} does not ask its system how it is: leave it out`;
  return [{ code: 'option-without-effect', where: '--skip-health', message }];
}

/** Refuses `--proxy` for a suite without HTTP calls: k6 sends no gRPC through a proxy. */
function uselessProxy(proxy: string | undefined, suite: Inspection | undefined): Problem[] {
  if (proxy === undefined || !suite || suite.spec.calls.some(({ protocol }) => protocol === 'http'))
    return [];
  return [
    {
      code: 'option-without-effect',
      where: '--proxy',
      message: `suite ${suite.info.suite} speaks gRPC, which k6 sends through no proxy: leave it out`,
    },
  ];
}
