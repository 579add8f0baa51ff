import { readFileSync } from 'node:fs';
import type { RunSpec } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import type { Problem } from '../core/text/problem';

/** Open files that k6 needs besides one connection for each virtual user: outputs, DNS look-ups, sign-ins of set-up. */
const FILES_OF_K6 = 64;
/** Open files that loadline needs besides the connections of a proxy. */
const FILES_OF_LOADLINE = 64;

const HOW_TO_RAISE =
  'raise it (`ulimit -Hn` shows it; limits.conf, LimitNOFILE= or docker run --ulimit nofile= set it)';

/**
 * Refuses a run whose connections exceed the hard limit of open files. The limit applies to each process, and each instance is
 * a process.
 * @param instances number of k6 processes that share the load
 * @param hardLimit hard limit of open files of one process; Go raises its soft limit to it
 */
export function openFilesProblem(
  run: Pick<RunSpec, 'journeys' | 'debug'>,
  instances = 1,
  hardLimit = hardLimitOfFiles(),
): Problem[] {
  const users = virtualUsersOf(run);
  const needed = Math.ceil(users / instances) + FILES_OF_K6;
  if (needed <= hardLimit) return [];
  const [ofEach, whose] =
    instances === 1
      ? ['', counted(users, 'virtual user')]
      : [
          ' in each of its instances',
          `${counted(users, 'virtual user')} in ${counted(instances, 'instance')}`,
        ];
  const message = `this run needs about ${needed} open files${ofEach}: one for the connection of each of ${whose}, and ${FILES_OF_K6} for k6; the hard limit here is ${hardLimit}: ${HOW_TO_RAISE}, plan fewer users, or run more instances`;
  return [{ code: 'open-files', where: 'open files', message }];
}

/**
 * Refuses a run behind a proxy of loadline whose connections exceed the hard limit of open files of loadline. Each virtual user
 * has a connection to the proxy, and one behind it.
 * @param hardLimit hard limit of open files of this process; Node raises its soft limit to it
 */
export function proxyFilesProblem(
  run: Pick<RunSpec, 'journeys' | 'debug'>,
  hardLimit = hardLimitOfFiles(),
): Problem[] {
  const users = virtualUsersOf(run);
  const needed = 2 * users + FILES_OF_LOADLINE;
  if (needed <= hardLimit) return [];
  const message = `the proxy of loadline needs about ${needed} open files: two for the connection of each of ${counted(users, 'virtual user')}, and ${FILES_OF_LOADLINE} for loadline; the hard limit here is ${hardLimit}: ${HOW_TO_RAISE}, or write fewer --users`;
  return [{ code: 'open-files', where: 'open files', message }];
}

function virtualUsersOf({ journeys, debug }: Pick<RunSpec, 'journeys' | 'debug'>): number {
  return debug ? 1 : journeys.reduce((sum, { virtualUsers }) => sum + virtualUsers, 0);
}

/**
 * The hard limit of open files of this process and of those that it starts.
 * @param limits text of `/proc/self/limits`, which exists only on Linux
 * @returns infinity when there is no limit, or it is not known
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
