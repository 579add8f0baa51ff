import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadBegan } from '../../load/judge';
import { throwProblems } from '../../load/problem';
import type { Result } from '../../load/result';
import type { RunDescription } from '../../load/run-description';
import { newRunId } from '../../load/run-id';
import { isInterruption } from '../../load/stopped';
import { summaryText } from '../../load/summary-text';
import { protectFolder, reportMode } from '../results/file-modes';
import { writeJson } from '../results/json-file';
import { makeRunResult } from '../results/make-run-result';
import { runFiles, writeManifest } from '../results/run-folder';
import { type ReportOptions, writeReports } from '../results/writers';
import { claimFolder, folderProblems, type Part } from './claim-folder';
import { dashboardSettings } from './dashboard';
import { debugSuite } from './debug-suite';
import { EXIT } from './exit';
import { goSettings } from './go-settings';
import { bundleOf } from './home';
import { hasSetUp, inspectBundle, leftBySetUp } from './inspect-bundle';
import { runInstances } from './instances';
import type { K6End } from './k6-process';
import { isFlatByItself, memoryProblem } from './memory-problem';
import { openFilesProblem } from './open-files-problem';
import { runFlat } from './run-flat';
import { StopSwitch } from './stop-switch';

export { EXIT };

/** A run to do. */
export interface RunRequest {
  readonly suite: string;
  /** The whole environment of the run: what the script sees as variables. */
  readonly variables: NodeJS.ProcessEnv;
  /** Serve the live dashboard, and open a browser on it. */
  readonly dashboard: boolean;
  readonly open?: boolean;
  /** Arguments for k6 besides the script; never a secret. */
  readonly k6Arguments?: readonly string[];
  /** k6 processes that share the load, and the one to run here; absent: all of them. */
  readonly instances?: number;
  readonly instance?: number;
  /** Where reports go besides the run's folder. */
  readonly reports?: ReportOptions;
  /** Keep k6 from keeping samples, and judge them here; absent: when more are expected than k6 can hold. */
  readonly flat?: boolean;
  /** Tells the user what happens. */
  readonly say: (line: string) => void;
  /** What ends it before its time; absent: the signals that this process gets. */
  readonly stop?: StopSwitch;
}

/**
 * Runs one suite with k6 and leaves its files in `reports/<run id>/`.
 * @returns the exit code: see {@link EXIT}
 * @throws {ConfigurationError} listing all that is wrong, before k6 is started
 */
export async function runSuite(request: RunRequest): Promise<number> {
  const stop = request.stop ?? new StopSwitch();
  try {
    return await runUntil(stop, request);
  } finally {
    if (!request.stop) stop.release();
  }
}

async function runUntil(stop: StopSwitch, request: RunRequest): Promise<number> {
  const { dashboard, open = false, k6Arguments = [], instances = 1, instance, say } = request;
  const { bundle, variables, folder, planned, part } = prepareRun(request);
  if (planned.isDebug) return debugSuite(bundle, variables, k6Arguments, stop);
  claimFolder(folder, part);
  protectFolder(folder, request.reports?.mode);
  const flat = request.flat ?? isFlatByItself(planned);
  const manifest = { plan: planned.plan, shape: planned.shape, instances, flat };
  writeManifest(folder, manifest);
  const live = dashboard
    ? await dashboardSettings(planned.loadMs, join(folder, 'dashboard.html'), open)
    : undefined;
  if (live) say(`live dashboard: ${live.address}`);
  if (instances > 1 && instance === undefined)
    say(`${instances} instances of k6 run, their words in ${folder}`);
  const numbers = instance === undefined ? oneTo(instances) : [instance];
  const processes = {
    bundle,
    folder,
    // The user's own go before.
    env: { ...goSettings(planned, instances), ...variables },
    firstSettings: live?.settings ?? {},
    k6Arguments,
    numbers,
    of: instances,
    stop,
  };
  const ends = await (flat ? runFlat(processes, manifest, say) : runInstances(processes));
  if (instance !== undefined && instances > 1) return partDone(folder, ends, say);
  const result = await reportRun([folder], folder, request.reports ?? {}, say);
  if (isInterruption(result.stopped) && hasSetUp(planned) && !loadBegan(result.aggregate))
    say(leftBySetUp(planned, planned.plan.runId));
  return exitCodeOf(result);
}

/** A run that was checked. */
interface PreparedRun {
  readonly bundle: string;
  /** Those of the request, with the run's id. */
  readonly variables: NodeJS.ProcessEnv;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly planned: RunDescription;
  /** Set where the folder is shared with other instances. */
  readonly part: Part | undefined;
}

/**
 * Checks a run and does nothing.
 * @throws {ConfigurationError} listing all that is wrong
 */
export function prepareRun({
  suite,
  variables: given,
  instance,
  instances = 1,
  flat,
}: RunRequest): PreparedRun {
  const bundle = bundleOf(suite);
  const runId = given.RUN_ID || newRunId(new Date());
  const variables: NodeJS.ProcessEnv = { ...given, RUN_ID: runId };
  const folder = resolve('reports', runId);
  const planned = inspectWhole(bundle, variables);
  const part = instance !== undefined && instances > 1 ? { instance, of: instances } : undefined;
  throwProblems([
    ...planned.problems,
    ...memoryProblem(planned, flat),
    ...openFilesProblem(planned, instances),
    ...folderProblems(folder, part),
  ]);
  return { bundle, variables, folder, planned, part };
}

/**
 * Makes the result of a run from its folders, prints it, and writes it and all reports.
 * @param out folder that they go to
 */
export async function reportRun(
  folders: readonly string[],
  out: string,
  reports: ReportOptions,
  say: RunRequest['say'],
): Promise<Result> {
  const result = await makeRunResult(folders);
  say(`\n${summaryText(result, process.stdout.isTTY)}`);
  mkdirSync(out, { recursive: true });
  writeJson(runFiles.result(out), result);
  chmodSync(runFiles.result(out), reportMode(reports.mode));
  await writeReports(result, out, reports);
  say(`files of this run: ${out}`);
  return result;
}

/** The run as a whole, whatever part of it is run here. */
function inspectWhole(bundle: string, variables: NodeJS.ProcessEnv): RunDescription {
  const nothing = { OUT: undefined, RESULT_FILE: undefined, INSTANCES: undefined, INSTANCE: undefined };
  return inspectBundle(bundle, { ...variables, ...nothing });
}

function partDone(folder: string, ends: readonly K6End[], say: RunRequest['say']): number {
  say(`this instance's part of the run: ${folder}; \`loadline report\` judges all parts together`);
  const isInterrupted = ends.some(({ stopped }) => stopped && isInterruption(stopped));
  return isInterrupted ? EXIT.interrupted : EXIT.pass;
}

/** The exit code that a result stands for, then and in every later report: what is said in the files of the run. */
export function exitCodeOf({ verdict, stopped }: Pick<Result, 'verdict' | 'stopped'>): number {
  return isInterruption(stopped) ? EXIT.interrupted : EXIT[verdict];
}

function oneTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}
