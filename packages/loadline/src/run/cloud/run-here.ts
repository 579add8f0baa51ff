import { rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { OWN } from '../../core/spec/own-variables';
import type { RunSpec } from '../../core/spec/run-spec';
import { INSTANCE_END_VERSION, type InstanceEnd } from '../../core/verdict/instance-end';
import { isInterruption, whoText } from '../../core/verdict/stopped';
import { endings } from '../../results/doubts';
import { endPath, writeInstanceEnd } from '../../results/instance-end-file';
import { judgeK6Figures } from '../../results/judge-k6-figures';
import { readK6Result } from '../../results/k6-result-file';
import { k6ResultName, runFiles } from '../../results/run-folder';
import { specHash } from '../../results/spec-hash';
import { unwrittenText } from '../../results/unwritten';
import { EXIT } from '../exit';
import { goSettings } from '../go-settings';
import { holdFolder } from '../hold-folder';
import { type K6End, runK6 } from '../k6-process';
import { logFile } from '../log-file';
import { exitCodeOf, writeRun } from '../report-run';
import { StopSwitch } from '../stop-switch';
import type { UserOutput } from '../user-output';
import { CloudLog } from './cloud-log';
import { CLOUD_TAGS, type CloudRun, NOT_STARTED, notStartedText, withArchive } from './cloud-run';

/** Number of the only instance of such a run. */
const ONLY = 1;

/**
 * Runs a suite on this machine, while k6 sends its samples to Grafana Cloud k6. k6 sends samples to one place only, so
 * loadline judges k6's own figures.
 * @returns exit code: 0, 99, 3, 2 when no run was started, or 105
 */
export async function runHere(given: CloudRun): Promise<number> {
  const spec: RunSpec = { ...given.spec, figures: 'k6' };
  const run = { ...given, spec };
  const { output } = run;
  const stop = new StopSwitch();
  const folder = resolve('reports', spec.runId);
  const log = new CloudLog(output);
  try {
    const held = holdFolder(folder, undefined, spec, stop);
    let end: K6End | undefined;
    try {
      end = await runPacked(run, folder, stop, log);
    } finally {
      held.release();
    }
    return await tellVerdict(run, folder, end, log);
  } finally {
    stop.release();
  }
}

async function runPacked(
  run: CloudRun,
  folder: string,
  stop: StopSwitch,
  log: CloudLog,
): Promise<K6End | undefined> {
  const { spec, output, env, settings } = run;
  // The path is relative to the current folder, so that the upload contains no path of this machine.
  const further = { OUT: join('reports', basename(folder)), [OWN.resultFile]: k6ResultName(ONLY) };
  return withArchive(run, further, async (archive) => {
    const file = logFile(runFiles.log(folder, ONLY));
    const forget = stop.onStop((cause) => output.event(`${whoText(cause)}: k6 removes its records and ends`));
    const end = await runK6({
      args: ['cloud', 'run', '--local-execution', CLOUD_TAGS, archive],
      env: { ...goSettings(spec, ONLY), ...env },
      settings,
      shows: output.amount === 'verbose' ? 'all' : 'errors',
      isPlain: true,
      log: file.write,
      stdout: log.read,
      output,
      stop,
    });
    forget();
    file.close();
    return end;
  });
}

/** Judges the run, prints the verdict and writes its files. */
async function tellVerdict(
  { spec, output }: CloudRun,
  folder: string,
  end: K6End | undefined,
  { address }: CloudLog,
): Promise<number> {
  const { k6, problem } = readK6Result(folder, ONLY, spec.runId);
  if (!end || !k6) return tellLoss(folder, end, problem, output);
  writeEnd(folder, spec, end, output);
  const result = judgeK6Figures(spec, { k6, end: recordOf(end) });
  await writeRun(result, folder, {}, output, { isOwn: true });
  const held = end.code === EXIT.pass ? 'they held' : `k6 ended with ${end.code}`;
  output.tell(
    `This is loadline's own verdict, by k6's figures. In Grafana Cloud k6 its thresholds decide: ${held}.`,
  );
  if (address !== undefined) output.tell(`run ${spec.runId}: ${address}`);
  return exitCodeOf(result);
}

/** Prints why there are no figures. */
function tellLoss(
  folder: string,
  end: K6End | undefined,
  problem: string | undefined,
  output: UserOutput,
): number {
  if (end && !end.stopped && NOT_STARTED.includes(end.code)) {
    rmSync(folder, { recursive: true, force: true });
    output.tell(`\nNOT STARTED: ${notStartedText(end.setupError)}`);
    return EXIT.usage;
  }
  const whys = end ? endings(recordOf(end)) : ['k6 could not pack the suite'];
  const stopped = end?.stopped ? [whoText(end.stopped)] : [];
  const all = ['k6 left no figures', ...stopped, ...whys, ...(problem === undefined ? [] : [problem])];
  output.tell(`\nINVALID: ${all.join('; ')}`);
  return isInterruption(end?.stopped) ? EXIT.interrupted : EXIT.invalid;
}

/** Writes the record of how k6 ended, so that a later report has the same verdict. */
function writeEnd(folder: string, spec: RunSpec, end: K6End, output: UserOutput): void {
  try {
    writeInstanceEnd(folder, { ...recordOf(end), runId: spec.runId, specHash: specHash(spec) });
  } catch (error) {
    output.tell(unwrittenText(endPath(folder, ONLY), error));
  }
}

function recordOf({ code: _, ...end }: K6End): InstanceEnd {
  return { version: INSTANCE_END_VERSION, instance: ONLY, ...end };
}
