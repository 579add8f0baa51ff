import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { ConfigurationError } from '../core/text/problem';
import { birthOf, isRunning } from './is-running';

/** Longest time to wait for a lock, and the time between two attempts, in ms. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 10;

/** A lock file without a process id is left over when it is older than this, in ms. */
const LONGEST_EMPTY_MS = 5_000;

/**
 * Takes a lock for this process: a file that contains its process id and when it began. A lock whose process has ended is
 * removed, also when another process has its id now, as after the restart of a container.
 * @returns a function that gives it back; undefined when another process has it
 */
export function tryLock(path: string): (() => void) | undefined {
  removeLeft(path);
  const file = create(path);
  if (file === undefined) return undefined;
  try {
    writeSync(file, `${process.pid} ${birthOf(process.pid) ?? ''}`.trimEnd());
  } finally {
    closeSync(file);
  }
  return () => rmSync(path, { force: true });
}

/**
 * Does short work while no other process does the same.
 * @throws {ConfigurationError} when another process keeps the lock
 */
export function withLock<Value>(path: string, work: () => Value): Value {
  const untilMs = Date.now() + PATIENCE_MS;
  let release = tryLock(path);
  while (!release) {
    if (Date.now() > untilMs) {
      const message =
        'is held by another process: try again, or delete it if no loadline runs in this folder';
      throw new ConfigurationError([{ code: 'not-writable', where: path, message }]);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    release = tryLock(path);
  }
  try {
    return work();
  } finally {
    release();
  }
}

/** Creates a file. @returns its descriptor; undefined when there is such a file */
function create(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

/**
 * Removes a lock whose process has ended. Only one process at a time does so: a second one could remove the lock that the
 * first one takes next.
 */
function removeLeft(path: string): void {
  if (!isLeft(path)) return;
  const guard = `${path}.left`;
  const file = create(guard);
  if (file === undefined) {
    // A process may have died between the lines below.
    if (isLeft(guard)) rmSync(guard, { force: true });
    return;
  }
  closeSync(file);
  try {
    if (isLeft(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** Whether the process of a lock has ended. */
function isLeft(path: string): boolean {
  try {
    const [pid, birth] = readFileSync(path, 'utf8').split(' ');
    const id = Number(pid);
    if (Number.isInteger(id) && id > 0)
      return !isRunning(id) || (birth !== undefined && birth !== birthOf(id));
    return Date.now() - statSync(path).mtimeMs > LONGEST_EMPTY_MS;
  } catch {
    return false;
  }
}
