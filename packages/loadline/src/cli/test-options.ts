import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunDescription } from '../core/spec/run-description';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { withDotEnv } from '../plans/dot-env';
import { readPlans } from '../plans/read-plans';
import { type ResolvedTest, resolveTest } from '../plans/resolve-test';
import { type Assignment, parseAssignment } from '../plans/set-path';
import { builtSuites, bundleOf, editedSinceBuild, home, nothingBuilt } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';
import { unusedProxies, withProxy } from '../run/k6-environment';

/** Options of every command that takes a test, as commander gives them. */
export interface TestOptions {
  readonly users?: string;
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

/** Adds the options that change a test for one run. */
export function addTestOptions(command: Command): Command {
  return command
    .argument('[name]', 'a test of plans/registry.yml; without it the current one')
    .option('--users <n>', 'users at the top of the load')
    .option('--duration <duration>', 'from the first arrival to the last, such as 30s or 1h20m')
    .option('--spawn-rate <n>', 'users added per second')
    .option('--profile <name>', 'users over time: a file of plans/profiles')
    .option('--env <name>', 'where to run against: a file of plans/environments')
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

/** A test that was found and checked, and all variables of its run. */
export interface PreparedTest {
  readonly test: ResolvedTest;
  /** The process's variables, `.env` under them, the test's over them. */
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Finds a test, puts everything said about it together and checks it.
 * @throws {ConfigurationError} listing everything that is wrong
 */
export function prepareTest(name: string | undefined, options: TestOptions): PreparedTest {
  const given = withDotEnv(resolve('.env'), process.env);
  const environment = withProxy(given, options.proxy);
  const unused = unusedProxies(given, options.proxy);
  if (unused !== undefined) console.error(unused);
  throwProblems(nothingBuilt());
  const problems = editedSinceBuild();
  const assignments = options.set.flatMap((text) => assignment(text, problems));
  const { set: _set, skipHealth, proxy, ...overrides } = options;
  const request = { name, options: overrides, assignments };
  const facts = suiteFacts();
  const resolved = resolveTest(request, readPlans(home('plans')), environment, facts);
  problems.push(...uselessProxy(proxy, resolved.test && facts[resolved.test.suite]));
  if (!resolved.test || problems.length > 0)
    throw new ConfigurationError([...problems, ...resolved.problems]);
  const { variables, sources } = resolved.test;
  const all = { ...environment, ...variables, ...(skipHealth && { SKIP_HEALTH: '1' }) };
  const from = {
    ...sources,
    ...(skipHealth && { SKIP_HEALTH: 'command line' }),
    ...(proxy && { HTTP_PROXY: '--proxy', HTTPS_PROXY: '--proxy' }),
  };
  return { test: resolved.test, variables: { ...all, SOURCES: JSON.stringify(from) } };
}

/** k6 sends no gRPC through proxies: one that was asked for would have no effect. */
function uselessProxy(proxy: string | undefined, suite: RunDescription | undefined): Problem[] {
  if (proxy === undefined || !suite || suite.shape.rows.some(({ protocol }) => protocol === 'http'))
    return [];
  return [
    {
      where: '--proxy',
      message: `suite ${suite.suite} speaks gRPC, which k6 sends through no proxy: leave it out`,
    },
  ];
}

/** What the suites that are built say of themselves. */
function suiteFacts(): Record<string, RunDescription> {
  return Object.fromEntries(builtSuites().map((suite) => [suite, inspectBundle(bundleOf(suite), {})]));
}

function assignment(text: string, problems: Problem[]): Assignment[] {
  try {
    return [parseAssignment(text)];
  } catch (error) {
    problems.push({ where: '--set', message: (error as Error).message });
    return [];
  }
}
