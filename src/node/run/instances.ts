import { createWriteStream } from 'node:fs';
import { k6ResultName, runFiles } from '../results/run-folder';
import { home } from './home';
import { type K6Run, runK6 } from './k6-process';

/** k6 processes of one run on this machine. */
export interface Instances {
  readonly bundle: string;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  /** Environment of each. */
  readonly env: NodeJS.ProcessEnv;
  /** Of the first one only, such as the dashboard's. */
  readonly firstEnv: Readonly<Record<string, string>>;
  readonly k6Arguments: readonly string[];
  /** Where instances write their samples, by number; default: compressed, into the run's folder. */
  readonly pipes?: ReadonlyMap<number, string>;
  /** Ends all of them when it is aborted. */
  readonly signal?: AbortSignal;
  /** Which of how many to run here, from 1. */
  readonly numbers: readonly number[];
  readonly of: number;
}

/**
 * Runs k6 once for each instance, at the same time, and waits for all. A single one has the terminal; several write what
 * they say to `k6-<i>.log`.
 * @returns their exit codes
 */
export function runInstances(instances: Instances): Promise<number[]> {
  return Promise.all(instances.numbers.map((number) => runK6(k6RunOf(instances, number))));
}

function k6RunOf(instances: Instances, number: number): K6Run {
  const { bundle, folder, env, firstEnv, k6Arguments, numbers, of, pipes, signal } = instances;
  const samples = pipes?.get(number) ?? runFiles.samples(folder, number);
  return {
    k6: home('bin', 'k6'),
    args: ['run', ...k6Arguments, '--out', `csv=${samples}`, ...segment(number, of), bundle],
    env: {
      ...env,
      OUT: folder,
      RESULT_FILE: k6ResultName(number),
      INSTANCES: String(of),
      INSTANCE: String(number),
      K6_CSV_TIME_FORMAT: 'unix_micro',
      ...(number === numbers[0] && firstEnv),
    },
    ...(signal && { signal }),
    ...(numbers.length > 1 && { log: createWriteStream(runFiles.log(folder, number)) }),
  };
}

/** The part of the schedule that an instance runs, as k6 splits it. */
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
