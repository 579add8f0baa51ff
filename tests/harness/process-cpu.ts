import { readFile } from 'node:fs/promises';

/** What Linux counts in, for every process and on every machine that k6 runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used up to now in all its threads, in ms, as Linux says. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program comes first, in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000;
}
