import { readFileSync } from 'node:fs';

/** Whether a process is running. One of another user counts too. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * When a process began, in ticks since the start of the machine: another process may get the same id later.
 * @returns undefined without `/proc`, or without such a process
 */
export function birthOf(pid: number): string | undefined {
  return statOf(pid)?.[19];
}

/** Fields of `/proc/<pid>/stat` from the third one on; undefined when the file does not exist. */
export function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
