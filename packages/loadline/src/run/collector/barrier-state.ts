import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../../core/text/problem';
import { runFiles } from '../../results/run-folder';
import type { Counted, Hashes, StopOrder, Versions } from './protocol';

/** The run that a `collect` server coordinates. */
export interface BarrierRun {
  readonly runId: string;
  readonly instances: number;
}

/** State of a `collect` server. It is written to a file, so that another process can continue. */
export interface BarrierState extends BarrierRun {
  boots: Record<number, string>;
  spec?: string;
  versions?: Versions;
  lastsMs: number;
  startAtMs?: number;
  stop?: StopOrder;
  /** SHA-256 of the files that were received, by instance. */
  files: Record<number, Hashes>;
  /** Exit code of each instance that has delivered. */
  done: Record<number, number>;
  /** Reasons why the part of an instance cannot be judged, as the instance reported them. */
  problems: Record<number, readonly string[]>;
  counted: Record<number, Counted>;
  /** Numbers of the instances that were started more than once. */
  twice: number[];
  /** Why no further instance is admitted, in words. */
  closed?: string;
  /** Whether the run has been judged. */
  judged?: true;
}

/**
 * Reads the state that an earlier process left.
 * @returns undefined when there is none
 * @throws {ConfigurationError} when the folder holds another run, or a judged one, whose verdict would count for a new
 * load
 */
export function readState(file: string, { runId, instances }: BarrierRun): BarrierState | undefined {
  const folder = dirname(file);
  const taken = (message: string) =>
    new ConfigurationError([{ code: 'run-id-taken', where: '--run-id', message: `${folder} ${message}` }]);
  if (!existsSync(file)) {
    const first = Array.from({ length: instances }, (_, index) => String(index + 1));
    if (first.some((name) => existsSync(join(folder, name))))
      throw taken('holds files of instances, but no collector.json: choose another run id or --folder');
    // The result of this run would replace it.
    if (existsSync(runFiles.result(folder)))
      throw taken('holds the result of another run: choose another run id or --folder');
    return undefined;
  }
  let state: BarrierState | null;
  try {
    state = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw taken(`has a collector.json that is not whole (${(error as Error).message}): choose another one`);
  }
  if (typeof state !== 'object' || typeof state?.boots !== 'object')
    throw taken('has a collector.json that loadline did not write: choose another one');
  if (state.judged) throw taken('holds a run that has its verdict: choose another run id');
  if (state.runId !== runId || state.instances !== instances)
    throw taken(
      `holds run ${state.runId} of ${state.instances} instances, not ${runId} of ${instances}: choose another --folder`,
    );
  return state;
}

/** Writes the state to a new file and renames it, so that the file is complete even if the process is killed. */
export function writeState(file: string, state: BarrierState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}
