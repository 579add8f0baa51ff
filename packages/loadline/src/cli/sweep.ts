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
 * `loadline sweep SUITE`: removes what runs have left behind, found by the mark that every record of a run carries; records
 * without one are never touched. Ends with 0 when nothing is left, else with 3.
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

/** Only users that a set-up made are looked for by their number. */
function uselessUsers(info: SuiteInfo | undefined): Problem[] {
  if (!info || hasSetUp(info)) return [];
  const message = `has no effect, as suite ${info.suite} makes no users before its load: leave it out`;
  return [{ code: 'option-without-effect', where: '--users', message }];
}

/** What to say of a run that is not known here: nothing that carries another mark is touched, so a mistyped id removes nothing. */
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
 * What `loadline setup` made is removed by `loadline sweep` with nothing more said; other records may be those of a run that
 * is still on.
 * @throws {ConfigurationError} when the suite makes nothing before its load
 */
function everyAge(info: SuiteInfo | undefined): string {
  if (info && hasSetUp(info)) return '0s';
  const message = 'says nothing of what to remove: write --run <id>, or --older-than 1h';
  throw new ConfigurationError([{ code: 'argument-missing', where: 'the command line', message }]);
}

/** A suite stands for its first test in the registry: what is swept is the same system. */
function testFor(name: string): string {
  const tests = checkPlans(readPlans(home('plans'))).registry?.tests ?? {};
  if (own(tests, name)) return name;
  const ofSuite = Object.keys(tests).find((test) => tests[test]?.suite === name);
  if (ofSuite !== undefined) return ofSuite;
  const names = new Set([...Object.values(tests).map(({ suite }) => suite), ...Object.keys(tests)]);
  const message = thereIsNo('suite or test', name, [...names]);
  throw new ConfigurationError([{ code: 'unknown-name', where: 'the command line', message }]);
}
