import { isOn } from '../core/text/flag';
import { collectProblems, type Problem } from '../core/text/problem';
import type { ProblemCode } from '../core/text/problem-codes';
import { optionName } from '../plans/option-name';
import { MOST_INSTANCES } from '../results/spec-schema';
import { TOKEN_VARIABLE, tokenProblems } from '../run/collector/protocol';
import { readK6Outputs } from '../run/k6-outputs';
import type { RunRequest } from '../run/prepare-run';
import { probeProblems } from '../run/probe';
import { readOption, wholeNumber } from './option-values';
import { type OutputTexts, outputProblems } from './output-options';
import { type ReportTexts, readReportOptions } from './report-options';
import type { PreparedTest, TestOptions } from './test-options';

/** Values of the options of `loadline run`, as commander returns them. */
export interface RunOptions extends TestOptions, ReportTexts, OutputTexts {
  readonly dashboard: boolean;
  readonly open: boolean;
  readonly console: boolean;
  readonly debug: boolean;
  readonly probe: boolean;
  readonly instances?: string;
  readonly instance?: string;
  readonly runId?: string;
  readonly startAt?: string;
  readonly repeat?: string;
  readonly flat?: boolean;
  readonly collector?: string;
  readonly api?: string;
  readonly k6Out: readonly string[];
}

/** How a test is run, from the options of `run`. */
export interface RunWays
  extends Pick<RunRequest, 'instances' | 'instance' | 'reports' | 'collector' | 'k6Outputs'> {
  readonly times: number;
  readonly startAtMs?: number;
}

/** Reads the options that only `run` has. @param problems receives all problems with them */
export function readRunOptions(options: RunOptions, problems: Problem[]): RunWays {
  const { instances, instance, runId, startAt, repeat } = options;
  if (options.api !== undefined && instance === undefined)
    problems.push({
      code: 'option-without-effect',
      where: '--api',
      message: 'needs --instance: several k6 processes cannot share an address',
    });
  const startAtMs =
    startAt === undefined ? undefined : readOption('--start-at', startAt, instantMs, problems);
  problems.push(...outputProblems(options));
  const parts = readInstances(instances, instance, runId, problems);
  return {
    times: readOption('--repeat', repeat ?? '1', wholeNumber(), problems) ?? 1,
    ...(startAtMs !== undefined && { startAtMs }),
    ...parts,
    k6Outputs: readK6Outputs(
      options.k6Out,
      parts.instance === undefined ? (parts.instances ?? 1) : 1,
      problems,
    ),
    ...readCollector(options, problems),
    reports: collectProblems(problems, () => readReportOptions(options)) ?? {},
  };
}

/**
 * Reports options that have no effect on this test, so that nobody relies on one.
 * @param test undefined when it was not found
 */
export function uselessOptions(options: RunOptions, test: PreparedTest | undefined): Problem[] {
  const { instance } = options;
  if (options.debug || isOn(test?.variables.DEBUG))
    return options.debug || test ? uselessInDebug(options) : [];
  return [
    ...(instance === undefined
      ? []
      : given(
          options,
          ['console'],
          'has no effect with --instance, as an instance knows only its own part of the run: leave it out',
        )),
    ...(options.probe && test ? probeProblems(test.test.suite) : []),
    ...(instance === undefined || /^1\/1$/.test(instance)
      ? []
      : given(
          options,
          [...REPORTS, 'json'],
          'has no effect with --instance, as `loadline report` makes the reports of all instances: give it there',
        )),
  ];
}

const REPORTS = ['html', 'csv', 'junit', 'baseline'] as const;

/** Options for the values of a load. */
export const VALUES_OF_A_LOAD = ['users', 'duration', 'spawnRate', 'profile'] as const;

/** Options that have no effect with `--debug`. */
const OF_A_LOAD = [
  ...[
    'startAt',
    'dashboard',
    'open',
    'console',
    'probe',
    'instances',
    'instance',
    'repeat',
    'flat',
    'collector',
    'k6Out',
    'reportMode',
    'json',
    'quiet',
    ...REPORTS,
  ],
  ...VALUES_OF_A_LOAD,
] as (keyof RunOptions)[];

/** Paths of `--set` that only a load has. */
export const SET_OF_A_LOAD = /^(profile\.|test\.(profile|overrides\.(users|duration|spawnRate)))/;

function uselessInDebug(options: RunOptions): Problem[] {
  const message =
    'has no effect with --debug, which does one iteration of each journey and leaves no files: leave it out';
  const paths = options.set
    .filter((text) => SET_OF_A_LOAD.test(text))
    .map((text) => text.replace(/=.*$/s, ''));
  return [
    ...given(options, OF_A_LOAD, message),
    ...paths.map((path): Problem => ({ code: 'option-without-effect', where: `--set ${path}`, message })),
  ];
}

function given(options: RunOptions, names: readonly (keyof RunOptions)[], message: string): Problem[] {
  return names
    .filter((name) => {
      const value = options[name];
      return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
    })
    .map((name): Problem => ({ code: 'option-without-effect', where: optionName(name), message }));
}

function readInstances(
  instances: string | undefined,
  instance: string | undefined,
  runId: string | undefined,
  problems: Problem[],
): Pick<RunRequest, 'instances' | 'instance'> {
  const count =
    instances === undefined
      ? undefined
      : readOption('--instances', instances, wholeNumber(MOST_INSTANCES), problems);
  if (instance === undefined) return count === undefined ? {} : { instances: count };
  const wrong = (where: string, message: string, code: ProblemCode = 'option-value') =>
    problems.push({ code, where, message });
  if (runId === undefined)
    wrong(
      '--run-id',
      'is not set: give all instances of a run the same id, such as --run-id nightly-17',
      'argument-missing',
    );
  const [, given, of] = /^(\d+|index)\/(\d+)$/.exec(instance) ?? [];
  // Set in an Indexed Job of Kubernetes. It counts from 0.
  const index = process.env.JOB_COMPLETION_INDEX;
  const number = given === 'index' ? index && Number(index) + 1 : given;
  if (!(Number(number) >= 1 && Number(number) <= Number(of)) || Number(of) > MOST_INSTANCES) {
    wrong(
      '--instance',
      `is "${instance}": write which of how many, at most ${MOST_INSTANCES}, such as 2/3; in an Indexed Job of Kubernetes index/3`,
    );
    return {};
  }
  if (count !== undefined && count !== Number(of))
    wrong('--instances', `is ${instances}, but --instance says ${of}: leave --instances out`);
  return { instances: Number(of), instance: Number(number) };
}

/** Reads `--collector`. The token comes from a variable, as every user of the machine can read arguments. */
function readCollector(
  { collector: url, instance, startAt, repeat }: RunOptions,
  problems: Problem[],
): Pick<RunRequest, 'collector'> {
  if (url === undefined) return {};
  const wrong = (code: ProblemCode, where: string, message: string) =>
    problems.push({ code, where, message });
  const { protocol, username } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '' };
  if (!['http:', 'https:'].includes(protocol) || username !== '')
    wrong(
      'option-value',
      '--collector',
      `is "${url}": write the address of a \`loadline collect\`, such as http://collect:8080`,
    );
  const token = process.env[TOKEN_VARIABLE] ?? '';
  problems.push(...tokenProblems(token, 'the token of the collect server'));
  if (instance === undefined)
    wrong(
      'argument-missing',
      '--instance',
      'is not set: with --collector, write which instance this is, such as --instance 1/3',
    );
  if (startAt !== undefined)
    wrong(
      'option-without-effect',
      '--start-at',
      'has no effect with --collector, which lets all instances begin together: leave it out',
    );
  if (repeat !== undefined)
    wrong(
      'option-without-effect',
      '--repeat',
      'does not go with --collector, which takes one run: leave it out',
    );
  return { collector: { url, token } };
}

/** Reads an instant, in ms since the epoch. */
function instantMs(time: string): number {
  const atMs = Date.parse(time);
  // Without a time zone, the same text would mean different times on different machines.
  if (Number.isNaN(atMs) || !/(?:Z|[+-]\d\d:?\d\d)$/i.test(time))
    throw new RangeError(`is "${time}": write an instant with its zone, such as 2026-03-01T12:00:00Z`);
  if (atMs < Date.now()) throw new RangeError(`is ${time}, which is over: write an instant to come`);
  return atMs;
}
