import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from './file-lock';

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

/** Interval at which a series tries to get the lock, in ms. */
const AGAIN_MS = 200;

/**
 * Takes the lock as soon as it is free, for a command that makes several runs. A console starts no run between two of them, as it
 * would then go on beside the next one.
 * @param reports folder of all runs. It may be made later, by the first run
 * @returns a function that gives the lock back
 */
export function holdStarts(reports: string): () => void {
  let release: (() => void) | undefined;
  const attempt = () => {
    if (existsSync(reports)) release ??= lockStarts(reports);
  };
  attempt();
  const timer = setInterval(attempt, AGAIN_MS).unref();
  return () => {
    clearInterval(timer);
    release?.();
  };
}
