import { resolve } from 'node:path';
import { Command } from 'commander';
import { newRunId } from '../core/spec/run-id';
import type { Problem } from '../core/text/problem';
import { holdStarts } from '../results/start-lock';
import { TOKEN_VARIABLE } from '../run/collector/protocol';
import { prepareRun, type RunRequest } from '../run/prepare-run';
import { probeFirst } from '../run/probe';
import { EXIT, runSuite } from '../run/run-suite';
import type { UserOutput } from '../run/user-output';
import { againLine } from './again';
import { buildWhatIsStale } from './build';
import { RunConsole } from './console/run-console';
import { addOutputOptions, outputOf } from './output-options';
import { addReportOptions } from './report-options';
import { reportPathProblems } from './report-paths';
import { type RunOptions, readRunOptions, uselessOptions } from './run-options';
import { addTestOptions, levelTestOf, type PreparedTest, prepareTest } from './test-options';

/** `loadline run [name]`: runs a test of the registry, prints the verdict, writes its files, ends with the verdict's code. */
export function runCommand(): Command {
  return addOutputOptions(addReportOptions(addTestOptions(new Command('run'))))
    .description('run a test of the registry')
    .option('--dashboard', 'serve the live dashboard on this machine and print its address', false)
    .option('--open', 'open the live dashboard in the browser', false)
    .option(
      '--console',
      'serve the page of the run on this machine until it ends, and print its address',
      false,
    )
    .option(
      '--debug',
      'each chosen journey once, one user, every request and reply printed, no thresholds',
      false,
    )
    .option(
      '--probe',
      'first check that unauthenticated calls are rejected; no load when they are not',
      false,
    )
    .option('--instances <n>', 'k6 processes that share the load: one schedule, one verdict')
    .option('--instance <i/n>', 'run only one of them, the others run elsewhere; needs --run-id')
    .option('--run-id <id>', 'name of the run and its folder; by default made of date, time and chance')
    .option('--collector <url>', 'wait at this `loadline collect` for the other instances, and deliver to it')
    .option('--api <address>', "serve k6's own REST API there, such as 0.0.0.0:6565; needs --instance")
    .option(
      '--k6-out <output>',
      'a further output of k6, such as json=samples.json; may be repeated',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option('--start-at <time>', 'wait for an instant, with its zone, such as 2026-03-01T12:00:00Z')
    .option(
      '--flat',
      'k6 keeps no samples of its own, so that its memory does not grow; by itself for very long runs',
    )
    .option('--repeat <n>', 'run it several times, one after the other: a baseline to compare with')
    .action(async (name: string | undefined, options: RunOptions) => {
      process.exitCode = buildWhatIsStale();
      if (process.exitCode !== EXIT.pass) return;
      const { startAt: _, ...later } = options;
      const output = outputOf(options);
      let code: number = EXIT.pass;
      let times = 1;
      const pages = options.console ? new RunConsole(output) : undefined;
      let release: (() => void) | undefined;
      try {
        for (let time = 1; time <= times && code !== EXIT.interrupted; time++) {
          // --start-at applies to the first run. The others follow at once.
          const prepared = prepare(name, time === 1 ? options : later);
          times = prepared.times;
          if (times > 1) {
            release ??= holdStarts(resolve('reports'));
            output.say(`run ${time} of ${times}`);
          }
          const [id, ...laterIds] = prepared.ids.slice(time - 1);
          code = Math.max(
            code,
            await runOnce(prepared, options, output, id, time === 1 ? laterIds : [], pages),
          );
        }
      } finally {
        release?.();
        await pages?.close();
      }
      process.exitCode = code;
    });
}

/** @throws {ConfigurationError} with all problems of the options, the test and its variables */
function prepare(name: string | undefined, options: RunOptions) {
  const problems: Problem[] = [];
  const ways = readRunOptions(options, problems);
  const {
    dashboard,
    open,
    console: _console,
    debug,
    probe,
    instances,
    instance,
    runId,
    startAt,
    repeat,
    flat,
    collector,
    api,
    k6Out,
    ...rest
  } = options;
  const { html, csv, junit, baseline, reportMode, quiet, verbose, json, ...ofTest } = rest;
  const idsOf = (test: PreparedTest | undefined) => runIds(runId ?? test?.variables.RUN_ID, ways.times);
  const prepared = prepareTest(name, ofTest, (test) => [
    ...problems,
    ...uselessOptions(options, test),
    ...reportPathProblems(
      { html, csv, junit },
      idsOf(test).map((id) => resolve('reports', id)),
    ),
  ]);
  return { ...ways, ...prepared, ids: idsOf(prepared) };
}

/** Ids of all runs. Empty when none is given. @param id the given one; several runs get its number appended */
function runIds(id: string | undefined, times: number): string[] {
  if (!id) return [];
  return times === 1 ? [id] : Array.from({ length: times }, (_, index) => `${id}-${index + 1}`);
}

/**
 * @param id of this run; absent: a new one
 * @param laterIds ids of the runs that follow
 * @param pages the console that shows the run
 */
async function runOnce(
  { times: _times, ids: _ids, test, variables, files, suites, ...ways }: ReturnType<typeof prepare>,
  { dashboard, open, debug, probe, flat, api }: RunOptions,
  output: UserOutput,
  given: string | undefined,
  laterIds: readonly string[],
  pages: RunConsole | undefined,
): Promise<number> {
  // The console must know the run before it starts.
  const id = given ?? (pages && newRunId(new Date()));
  output.say(`test ${test.name}: ${test.description}`);
  const request: RunRequest = {
    ...levelTestOf({ test, variables, files, suites }),
    variables: {
      ...variables,
      ...(debug && { DEBUG: '1' }),
      ...(id !== undefined && { RUN_ID: id }),
      // No script needs the token.
      [TOKEN_VARIABLE]: undefined,
    },
    telemetry: {
      listeners: test.listeners,
      description: test.description,
      environment: test.environment,
    },
    dashboard: dashboard || open,
    open,
    k6Arguments: [
      ...(variables.LOG_LEVEL === 'debug' ? ['--verbose'] : []),
      ...(api === undefined ? [] : ['--address', api]),
    ],
    ...ways,
    again: againLine(process.argv.slice(2), variables),
    laterIds,
    ...(flat && { flat }),
    output,
  };
  if (probe || pages) prepareRun(request);
  if (probe) {
    const code = await probeFirst(request);
    if (code !== EXIT.pass) return code;
  }
  if (pages && id !== undefined) await pages.show(id);
  return runSuite(request);
}
