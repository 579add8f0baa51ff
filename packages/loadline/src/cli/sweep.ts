import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { OWN } from '../core/spec/own-variables';
import type { SuiteInfo } from '../core/spec/run-spec';
import { nearest, thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import { bundleOf, home } from '../run/home';
import { hasSetUp, inspectBundle } from '../run/inspect-bundle';
import { runWithoutLoad } from '../run/run-without-load';
import { prepareTest } from './test-options';

interface SweepOptions {
  readonly run?: string;
  readonly olderThan?: string;
  readonly dryRun: boolean;
  readonly env?: string;
  readonly users?: string;
}

/**
 * `loadline sweep SUITE`: removes the records that runs have left behind. It finds them by the mark of each run's records, and
 * never touches records without a mark. Ends with 0 when nothing is left, otherwise with 3.
 */
export function sweepCommand(): Command {
  return new Command('sweep')
    .description('remove what runs left behind, as after a kill; what does not carry the mark of a run stays')
    .argument('<suite>', 'the suite whose system is swept, or a test of the registry')
    .option('--run <id>', 'records of this run, of all its instances')
    .option('--older-than <duration>', 'records of any run that are at least so old, such as 1h')
    .option('--dry-run', 'only tell what would be removed', false)
    .option('--env <name>', 'where: a file of plans/environments')
    .option('--users <n>', 'how many users the set-up made, where it makes users')
    .action(async (name: string, { run, olderThan, dryRun, env, users }: SweepOptions) => {
      const asked = { ...(env !== undefined && { env }), ...(users !== undefined && { users }), set: [] };
      const { test, suites, variables, files } = prepareTest(testFor(name), asked, (found) =>
        found && users !== undefined ? uselessUsers(found.suites[found.test.suite]) : [],
      );
      const unknown = run === undefined ? undefined : unknownRun(run);
      if (unknown !== undefined) console.error(unknown);
      const bundle = bundleOf(test.suite);
      const age = olderThan ?? (run === undefined ? everyAge(suites[test.suite]) : undefined);
      const all = {
        ...variables,
        ...(run !== undefined && { SWEEP_RUN: run }),
        ...(age !== undefined && { SWEEP_OLDER_THAN: age }),
        DRY_RUN: dryRun ? '1' : '0',
        [OWN.sources]: JSON.stringify({
          ...test.sources,
          ...(run !== undefined && { SWEEP_RUN: '--run' }),
          ...(olderThan !== undefined && { SWEEP_OLDER_THAN: '--older-than' }),
        }),
      };
      const { spec, problems } = inspectBundle(bundle, all, files);
      throwProblems(problems);
      process.exitCode = await runWithoutLoad(bundle, spec, all);
    });
}

/** Refuses `--users` for a suite without set-up: the number is only used to find the users that a set-up created. */
function uselessUsers(info: SuiteInfo | undefined): Problem[] {
  if (!info || hasSetUp(info)) return [];
  const message = `has no effect, as suite ${info.suite} makes no users before its load: leave it out`;
  return [{ code: 'option-without-effect', where: '--users', message }];
}

/** Notice about a run that is not in `reports/`. A mistyped id removes nothing, as records of other runs are not touched. */
function unknownRun(run: string): string | undefined {
  const folder = resolve('reports');
  const known = existsSync(folder) ? readdirSync(folder) : [];
  if (known.includes(run)) return undefined;
  const guess = nearest(run, known);
  const meant =
    guess === undefined ? '`loadline list --runs` names those there are' : `did you mean "${guess}"?`;
  return `--run: reports/ of this folder has no run "${run}", so it was done elsewhere, or the id is mistyped: ${meant}`;
}

/**
 * Least age of the records when neither `--run` nor `--older-than` is given: any, for records of `loadline setup`. Other
 * records may belong to a run that has not ended.
 * @throws {ConfigurationError} when the suite makes nothing before its load
 */
function everyAge(info: SuiteInfo | undefined): string {
  if (info && hasSetUp(info)) return '0s';
  const message = 'says nothing of what to remove: write --run <id>, or --older-than 1h';
  throw new ConfigurationError([{ code: 'argument-missing', where: 'the command line', message }]);
}

/** Name of a test. A suite stands for its first test in the registry, which has the same system. */
function testFor(name: string): string {
  const tests = checkPlans(readPlans(home('plans'))).registry?.tests ?? {};
  if (own(tests, name)) return name;
  const ofSuite = Object.keys(tests).find((test) => tests[test]?.suite === name);
  if (ofSuite !== undefined) return ofSuite;
  const names = new Set([...Object.values(tests).map(({ suite }) => suite), ...Object.keys(tests)]);
  const message = thereIsNo('suite or test', name, [...names]);
  throw new ConfigurationError([{ code: 'unknown-name', where: 'the command line', message }]);
}
