import { readFile } from 'node:fs/promises';

/** Unit of CPU times in `/proc`, the same on every Linux that k6 runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that all threads of a process have used so far, in ms, from `/proc`. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The program's name comes before these fields, in parentheses, and may contain any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000;
}
