import { readFileSync } from 'node:fs';
import type { RunSpec } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import type { Problem } from '../core/text/problem';

/** Files that k6 needs besides one connection for each virtual user: its outputs, look-ups of names, sign-ins of set-up. */
const FILES_OF_K6 = 64;

/**
 * What keeps the connections of a run from fitting into the hard limit of open files, if anything does. The limit counts
 * for each process, and each instance is one.
 * @param instances k6 processes that share the load
 * @param hardLimit of open files in one process; Go raises its soft limit to it
 */
export function openFilesProblem(
  { journeys, debug }: Pick<RunSpec, 'journeys' | 'debug'>,
  instances = 1,
  hardLimit = hardLimitOfFiles(),
): Problem[] {
  const users = debug ? 1 : journeys.reduce((sum, { virtualUsers }) => sum + virtualUsers, 0);
  const needed = Math.ceil(users / instances) + FILES_OF_K6;
  if (needed <= hardLimit) return [];
  const [ofEach, whose] =
    instances === 1
      ? ['', counted(users, 'virtual user')]
      : [
          ' in each of its instances',
          `${counted(users, 'virtual user')} in ${counted(instances, 'instance')}`,
        ];
  const message = `this run needs about ${needed} open files${ofEach}: one for the connection of each of ${whose}, and ${FILES_OF_K6} for k6; the hard limit here is ${hardLimit}: raise it (\`ulimit -Hn\` shows it; limits.conf, LimitNOFILE= or docker run --ulimit nofile= set it), plan fewer users, or run more instances`;
  return [{ code: 'open-files', where: 'open files', message }];
}

/**
 * The hard limit of open files of this process and of those that it starts.
 * @param limits as the kernel shows them; not on every system
 * @returns infinity where there is none, or none is known
 */
export function hardLimitOfFiles(limits = readLimits()): number {
  const hard = /^Max open files +\S+ +(\d+)/m.exec(limits)?.[1];
  return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
