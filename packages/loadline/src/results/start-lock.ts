import { join } from 'node:path';
import { tryLock } from './file-lock';
import { makeFolders } from './make-folders';

/**
 * Takes the lock without which no console starts a run in a folder. Without the folder there is no lock, and no run in it either.
 * @param reports folder of all runs
 * @returns undefined when another process has it
 */
export function lockStarts(reports: string): (() => void) | undefined {
  try {
    return tryLock(join(reports, 'start.lock'));
  } catch {
    return () => {};
  }
}

/**
 * Makes several runs, one after the other. A console starts no run between two of them, as it would then go on beside the next
 * one.
 * @param reports folder of all runs
 */
export async function inSeries<Value>(reports: string, runs: () => Promise<Value>): Promise<Value> {
  makeFolders(reports);
  const release = lockStarts(reports);
  try {
    return await runs();
  } finally {
    release?.();
  }
}
