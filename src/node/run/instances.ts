import { writeInstanceEnd } from '../results/instance-end-file';
import { k6ResultName, runFiles } from '../results/run-folder';
import { type K6End, type K6Run, runK6 } from './k6-process';
import { logFile } from './log-file';
import type { StopSwitch } from './stop-switch';

/** k6 processes of one run on this machine. */
export interface Instances {
  readonly bundle: string;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  /** Environment of each. */
  readonly env: NodeJS.ProcessEnv;
  /** Of the first one only, such as the dashboard's. */
  readonly firstSettings: Readonly<Record<string, string>>;
  readonly k6Arguments: readonly string[];
  /** Where instances write their samples, by number; default: compressed, into the run's folder. */
  readonly pipes?: ReadonlyMap<number, string>;
  /** Ends all of them. */
  readonly stop: StopSwitch;
  /** Which of how many to run here, from 1. */
  readonly numbers: readonly number[];
  readonly of: number;
}

/**
 * Runs k6 once for each instance, at the same time, and waits for all. Each leaves its log in `k6-<i>.log` and how it ended in
 * `end-<i>.json`; a single one also has the terminal. A threshold that aborts one of them ends all.
 */
export function runInstances(instances: Instances): Promise<K6End[]> {
  return Promise.all(instances.numbers.map((number) => runInstance(instances, number)));
}

async function runInstance(instances: Instances, number: number): Promise<K6End> {
  const { folder, numbers, stop } = instances;
  const log = logFile(runFiles.log(folder, number));
  const end = await runK6({
    ...k6RunOf(instances, number),
    stop,
    instance: { folder, number },
    log: log.write,
    hasTerminal: numbers.length === 1,
  });
  log.close();
  const { code: _, ...facts } = end;
  writeInstanceEnd(folder, { instance: number, ...facts });
  if (end.stopped?.by === 'threshold') stop.stop('threshold', end.stopped.detail);
  return end;
}

function k6RunOf(instances: Instances, number: number): Pick<K6Run, 'args' | 'env' | 'settings'> {
  const { bundle, folder, env, firstSettings, k6Arguments, numbers, of, pipes } = instances;
  const samples = pipes?.get(number) ?? runFiles.samples(folder, number);
  return {
    args: ['run', ...k6Arguments, '--out', `csv=${samples}`, ...segment(number, of), bundle],
    env: {
      ...env,
      OUT: folder,
      RESULT_FILE: k6ResultName(number),
      INSTANCES: String(of),
      INSTANCE: String(number),
    },
    settings: { K6_CSV_TIME_FORMAT: 'unix_micro', ...(number === numbers[0] && firstSettings) },
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
