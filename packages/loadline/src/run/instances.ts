import { OWN } from '../core/spec/own-variables';
import { ConfigurationError } from '../core/text/problem';
import { INSTANCE_END_VERSION, type InstanceEnd } from '../core/verdict/instance-end';
import { endPath, type RecordedEnd, writeInstanceEnd } from '../results/instance-end-file';
import { k6ResultName, pipeOf, runFiles } from '../results/run-folder';
import { unwrittenText } from '../results/unwritten';
import type { K6LogLine } from './k6-log';
import { type K6Output, outputArguments, outputSecrets, outputSettings } from './k6-outputs';
import { type K6Run, runK6 } from './k6-process';
import { logFile } from './log-file';
import type { StopSwitch } from './stop-switch';
import type { UserOutput } from './user-output';

/** k6 processes of one run on this machine. */
export interface Instances {
  readonly bundle: string;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly runId: string;
  /** Hash of the spec that k6 is started with. */
  readonly specHash: string;
  /** Environment of every instance. */
  readonly env: NodeJS.ProcessEnv;
  /** Settings of k6 for the first instance only, such as those of the dashboard. */
  readonly firstSettings: Readonly<Record<string, string>>;
  readonly k6Arguments: readonly string[];
  /** Further outputs of k6, in addition to the one that loadline reads. */
  readonly k6Outputs: readonly K6Output[];
  /** Content of k6's configuration file. */
  readonly k6Config?: K6Run['config'];
  /** Stops all instances. */
  readonly stop: StopSwitch;
  /** Numbers of the instances that run here, from 1. `of` is the number of all instances. */
  readonly numbers: readonly number[];
  readonly of: number;
  /** Checks the run's folder before something is written to it. */
  readonly look: () => void;
  /** Where script errors of k6's log go, and with `--verbose` the whole log. */
  readonly output: UserOutput;
  /** Receives each line of the log of each instance. */
  readonly heard: (line: K6LogLine) => void;
  /** Called with the number of an instance when its k6 has ended or did not start. */
  readonly onEnd: (number: number) => void;
}

/** How the instances that ran here ended. It is complete even when the disk did not take the records. */
export interface InstancesEnd {
  readonly ends: readonly RecordedEnd[];
  /** Files that could not be written, and why, in words. */
  readonly unwritten: readonly string[];
}

/**
 * Runs one k6 for each instance, at the same time, and waits for all of them. Each writes its samples into the pipe of the
 * instance, which the caller must read. It leaves its log in `k6-<i>.log` and how it ended in `end-<i>.json`. One that is aborted by its own threshold stops all others, and so does one that cannot be
 * started.
 * @throws {ConfigurationError} when none could be started
 */
export async function runInstances(instances: Instances): Promise<InstancesEnd> {
  const { numbers } = instances;
  const outcomes = await Promise.allSettled(numbers.map((number) => runInstance(instances, number)));
  const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const parts = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (failed.length > 0) throw failed[0];
  if (parts.every(({ notStarted }) => notStarted)) throw parts[0]?.notStarted;
  return {
    ends: parts.map(({ end }) => end),
    unwritten: parts.flatMap(({ unwritten }) => unwritten),
  };
}

/** Adds the number of samples that each k6 wrote to the record of its end. */
export function recordSamples(
  { ends, unwritten }: InstancesEnd,
  folder: string,
  samplesOf: (number: number) => number | undefined,
): InstancesEnd {
  const counted = ends.map((end) => {
    const samples = samplesOf(end.instance);
    return samples === undefined ? end : { ...end, samples };
  });
  const lost = counted.flatMap((end) => writeEnd(folder, end));
  return { ends: counted, unwritten: [...new Set([...unwritten, ...lost])] };
}

interface PartEnd {
  readonly end: RecordedEnd;
  readonly unwritten: readonly string[];
  /** Why its k6 did not start. */
  readonly notStarted?: ConfigurationError;
}

/** Which part of k6's output the user sees. */
const SHOWS = { silent: 'nothing', quiet: 'nothing', usual: 'errors', verbose: 'all' } as const;

async function runInstance(instances: Instances, number: number): Promise<PartEnd> {
  const { folder, runId, specHash, stop, look, output, onEnd, heard, of } = instances;
  const path = runFiles.log(folder, number);
  const log = logFile(path);
  const startedAtMs = Date.now();
  let facts: Omit<InstanceEnd, 'version' | 'instance' | 'runId'>;
  let notStarted: ConfigurationError | undefined;
  try {
    const { code: _, ...end } = await runK6({
      ...k6RunOf(instances, number),
      stop,
      instance: { folder, number, runId, specHash },
      log: log.write,
      heard,
      output,
      shows: SHOWS[output.amount],
      ...(of > 1 && { prefix: `instance ${number}: ` }),
    });
    facts = end;
    if (end.stopped?.by === 'threshold') stop.stop('threshold', end.stopped.detail);
  } catch (error) {
    // The others would continue with an incomplete load.
    stop.stop('error', `instance ${number}: ${(error as Error).message}`);
    if (!(error instanceof ConfigurationError)) throw error;
    notStarted = error;
    const stopped = { by: 'error', atMs: Date.now(), detail: error.message } as const;
    facts = { startedAtMs, endedAtMs: Date.now(), stopped };
  } finally {
    onEnd(number);
  }
  look();
  const end: RecordedEnd = { version: INSTANCE_END_VERSION, instance: number, runId, specHash, ...facts };
  const lost = log.close();
  return {
    end,
    unwritten: [...(lost ? [unwrittenText(path, lost)] : []), ...writeEnd(folder, end)],
    ...(notStarted && { notStarted }),
  };
}

function writeEnd(folder: string, end: RecordedEnd): string[] {
  try {
    writeInstanceEnd(folder, end);
    return [];
  } catch (error) {
    return [unwrittenText(endPath(folder, end.instance), error)];
  }
}

function k6RunOf(
  instances: Instances,
  number: number,
): Pick<K6Run, 'args' | 'env' | 'settings' | 'config' | 'secrets'> {
  const { bundle, folder, env, firstSettings, k6Arguments, k6Outputs, k6Config, numbers, of } = instances;
  const outputs = outputSettings(k6Outputs, env);
  const path = pipeOf(folder, number);
  // As an argument, k6 would read a path with "=" or "," as settings. Without one, the process list shows whose k6 it is.
  const samples = /[=,]/.test(path) ? 'csv' : `csv=${path}`;
  return {
    // loadline shows the progress of all instances instead of k6's progress bars.
    args: [
      'run',
      '--quiet',
      ...k6Arguments,
      '--out',
      samples,
      ...outputArguments(k6Outputs, number),
      ...segment(number, of),
      bundle,
    ],
    env: {
      ...env,
      OUT: folder,
      [OWN.resultFile]: k6ResultName(number),
      INSTANCES: String(of),
      INSTANCE: String(number),
    },
    secrets: outputSecrets(outputs),
    settings: {
      ...outputs,
      K6_CSV_FILENAME: path,
      K6_CSV_TIME_FORMAT: 'unix_micro',
      ...(number === numbers[0] && firstSettings),
    },
    ...(k6Config && { config: k6Config }),
  };
}

/** Arguments for the part of the schedule that an instance runs: k6's execution segments. */
function segment(number: number, of: number): string[] {
  if (of === 1) return [];
  const bounds = Array.from({ length: of + 1 }, (_, i) => (i === 0 ? '0' : i === of ? '1' : `${i}/${of}`));
  return [
    '--execution-segment',
    `${bounds[number - 1]}:${bounds[number]}`,
    '--execution-segment-sequence',
    bounds.join(','),
  ];
}
