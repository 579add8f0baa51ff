import { Command } from 'commander';
import { ConfigurationError } from '../core/text/problem';
import { MOST_INSTANCES } from '../results/manifest-schema';
import { probeFirst } from '../run/probe';
import { EXIT, prepareRun, type RunRequest, runSuite } from '../run/run-suite';
import { addReportOptions, type ReportTexts, readReportOptions } from './report-options';
import { addTestOptions, prepareTest, type TestOptions } from './test-options';

interface RunOptions extends TestOptions, ReportTexts {
  readonly dashboard: boolean;
  readonly open: boolean;
  readonly debug: boolean;
  readonly probe: boolean;
  readonly instances?: string;
  readonly instance?: string;
  readonly runId?: string;
  readonly startAt?: string;
  readonly repeat: string;
  readonly flat?: boolean;
}

/** `loadline run [name]`: runs a test of the registry, prints the verdict, leaves the files of the run, ends with its code. */
export function runCommand(): Command {
  return addReportOptions(addTestOptions(new Command('run')))
    .description('run a test of the registry')
    .option('--dashboard', 'serve the live dashboard on this machine and print its address', false)
    .option('--open', 'open the live dashboard in the browser', false)
    .option(
      '--debug',
      'each chosen journey once, one user, every request and reply printed, no limits',
      false,
    )
    .option('--probe', 'try first whether the service lets strangers in; no load when it does', false)
    .option('--instances <n>', 'k6 processes that share the load: one schedule, one verdict')
    .option('--instance <i/n>', 'run only one of them, the others run elsewhere; needs --run-id')
    .option('--run-id <id>', 'name of the run and its folder; by default made of date, time and chance')
    .option('--start-at <time>', 'wait for an instant, with its zone, such as 2026-03-01T12:00:00Z')
    .option('--flat', 'keep no samples in k6, judge them while they come; by itself for very long runs')
    .option('--repeat <n>', 'run it several times, one after the other: a baseline to compare with', '1')
    .action(async (name: string | undefined, options: RunOptions) => {
      const times = wholeNumber('--repeat', options.repeat);
      let code: number = EXIT.pass;
      const { startAt: _, ...later } = options;
      for (let time = 1; time <= times && code !== EXIT.interrupted; time++) {
        if (times > 1) console.log(`run ${time} of ${times}`);
        // The instant is that of the first run; the others follow it.
        const own = time === 1 ? options : later;
        code = Math.max(code, await runOnce(name, own, times > 1 ? `-${time}` : ''));
      }
      process.exitCode = code;
    });
}

/** @param suffix of the run id, where one is given for several runs */
async function runOnce(name: string | undefined, options: RunOptions, suffix: string): Promise<number> {
  const {
    dashboard,
    open,
    debug,
    probe,
    instances,
    instance,
    runId,
    startAt,
    repeat: _,
    flat,
    ...rest
  } = options;
  const { test, variables } = prepareTest(name, rest);
  const parts = readInstances(instances, instance, runId);
  const reports = readReportOptions(rest);
  console.log(`test ${test.name}: ${test.description}`);
  const request: RunRequest = {
    suite: test.suite,
    variables: {
      ...variables,
      ...(debug && { DEBUG: '1' }),
      ...(runId !== undefined && { RUN_ID: `${runId}${suffix}` }),
    },
    dashboard: dashboard || open,
    open,
    k6Arguments: variables.LOG_LEVEL === 'debug' ? ['--verbose'] : [],
    ...parts,
    ...(startAt !== undefined && { startAtMs: instantOf(startAt) }),
    ...(flat && { flat }),
    reports,
    say: console.log,
  };
  if (!probe || debug) return runSuite(request);
  prepareRun(request);
  const code = await probeFirst(request);
  return code === EXIT.pass ? runSuite(request) : code;
}

function readInstances(
  instances: string | undefined,
  instance: string | undefined,
  runId: string | undefined,
): Pick<RunRequest, 'instances' | 'instance'> {
  if (instance === undefined) {
    return instances === undefined
      ? {}
      : { instances: wholeNumber('--instances', instances, MOST_INSTANCES) };
  }
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(instance) ?? [];
  if (Number(number) < 1 || !(Number(number) <= Number(of)) || Number(of) > MOST_INSTANCES) {
    throw wrong(
      '--instance',
      `is "${instance}": write which of how many, at most ${MOST_INSTANCES}, such as 2/3`,
    );
  }
  if (instances !== undefined && instances !== of) {
    throw wrong('--instances', `is ${instances}, but --instance says ${of}: leave --instances out`);
  }
  if (runId === undefined) {
    throw wrong(
      '--run-id',
      'is not set: give all instances of a run the same id, such as --run-id nightly-17',
    );
  }
  return { instances: Number(of), instance: Number(number) };
}

function wholeNumber(option: string, text: string, most = Number.POSITIVE_INFINITY): number {
  const range = most === Number.POSITIVE_INFINITY ? 'upwards' : `to ${most}`;
  if (!/^[1-9]\d*$/.test(text) || Number(text) > most)
    throw wrong(option, `is "${text}": write a whole number from 1 ${range}`);
  return Number(text);
}

function wrong(where: string, message: string): ConfigurationError {
  return new ConfigurationError([{ where, message }]);
}

/** @returns it in ms since the epoch */
function instantOf(time: string): number {
  const atMs = Date.parse(time);
  // Without a zone it would be another instant on a machine of another one.
  if (Number.isNaN(atMs) || !/(?:Z|[+-]\d\d:?\d\d)$/i.test(time)) {
    throw wrong('--start-at', `is "${time}": write an instant with its zone, such as 2026-03-01T12:00:00Z`);
  }
  if (atMs < Date.now()) throw wrong('--start-at', `is ${time}, which is over: write an instant to come`);
  return atMs;
}
