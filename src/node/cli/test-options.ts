import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, type Problem, throwProblems } from '../../load/problem';
import { withDotEnv } from '../plans/dot-env';
import { readPlans } from '../plans/read-plans';
import { type ResolvedTest, resolveTest, type SuiteFacts } from '../plans/resolve-test';
import { type Assignment, parseAssignment } from '../plans/set-path';
import { builtSuites, bundleOf, editedSinceBuild, home, nothingBuilt } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';

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
  const environment = withDotEnv(resolve('.env'), process.env);
  throwProblems(nothingBuilt());
  const problems = editedSinceBuild();
  const assignments = options.set.flatMap((text) => assignment(text, problems));
  const { set: _set, skipHealth, ...overrides } = options;
  const request = { name, options: overrides, assignments };
  const resolved = resolveTest(request, readPlans(home('plans')), environment, suiteFacts());
  if (!resolved.test || problems.length > 0)
    throw new ConfigurationError([...problems, ...resolved.problems]);
  const { variables, sources } = resolved.test;
  const all = { ...environment, ...variables, ...(skipHealth && { SKIP_HEALTH: '1' }) };
  const from = { ...sources, ...(skipHealth && { SKIP_HEALTH: 'command line' }) };
  return { test: resolved.test, variables: { ...all, SOURCES: JSON.stringify(from) } };
}

/** What the suites that are built say of themselves. */
function suiteFacts(): Record<string, SuiteFacts> {
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
