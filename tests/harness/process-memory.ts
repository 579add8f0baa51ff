import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './child';

const POLL_MS = 50;

/** Waits for the end of a process. @returns its peak resident memory in bytes, from `/proc` */
export async function peakMemory({ process, ending }: Child): Promise<number> {
  let peak = 0;
  let isRunning = true;
  const done = () => {
    isRunning = false;
  };
  ending.then(done, done);
  while (isRunning) {
    peak = Math.max(peak, await memoryOf(process.pid ?? 0, 'VmHWM'));
    await delay(POLL_MS);
  }
  return peak;
}

/** Reads a figure of `/proc/<pid>/status`, in bytes; 0 when the process has ended. */
async function memoryOf(pid: number, figure: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${figure}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
