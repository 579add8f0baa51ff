import { readFileSync } from 'node:fs';

/*
 * k6 takes SIGINT from just before its load until its load is over. Before that, and afterwards while it still writes its
 * samples and its result, the signal would kill it: two instances that a threshold ends at the same time would lose what one of
 * them measured. A Go program that is started with SIGINT ignored ignores it whenever it does not take it itself.
 */

const PERIOD_MS = 20;

/** How long a k6 may be frozen after the signal. Its clean-up has the suite's own time, which k6 itself keeps. */
export const CLEAN_UP_MS = 60_000;

/** SIGINT in the mask of signals that a process takes. */
const SIGINT_BIT = 2n;

/** A command line for a program that ignores SIGINT unless it takes it. Its process id is that of the shell. */
export function ignoringSigint(program: string, args: readonly string[]): [string, string[]] {
  return ['/bin/sh', ['-c', `trap '' INT; exec "$0" "$@"`, program, ...args]];
}

/**
 * Sends SIGINT to a k6, once, as soon as it takes it. One that is about to end never does, and needs none.
 * @param isOver whether the process has ended
 * @param willSend called just before the signal is sent
 */
export function interruptK6(pid: number, isOver: () => boolean, willSend: () => void = () => {}): void {
  if (isOver()) return;
  if (!takesSigint(pid)) {
    setTimeout(() => interruptK6(pid, isOver, willSend), PERIOD_MS);
    return;
  }
  willSend();
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Ends a k6: SIGINT, and SIGKILL for one that is frozen when the time is over, and would never end.
 * @param isOver whether the process has ended
 * @param willSend called just before SIGINT is sent
 */
export function endK6(
  pid: number,
  isOver: () => boolean,
  willSend: () => void,
  withinMs = CLEAN_UP_MS,
): void {
  interruptK6(pid, isOver, willSend);
  const look = () => {
    if (isOver()) return;
    if (isFrozen(pid)) process.kill(pid, 'SIGKILL');
    else setTimeout(look, withinMs).unref();
  };
  setTimeout(look, withinMs).unref();
}

/** True where the system does not tell. */
function takesSigint(pid: number): boolean {
  const mask = maskOf(pid);
  return mask === undefined || (mask & SIGINT_BIT) !== 0n;
}

/** Whether a process is stopped, by a signal or a debugger. */
function isFrozen(pid: number): boolean {
  return /^State:\s*[Tt]\b/m.test(statusOf(pid));
}

/** Signals that a process takes, as Linux tells them; undefined elsewhere. */
function maskOf(pid: number): bigint | undefined {
  const [, mask] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(statusOf(pid)) ?? [];
  return mask === undefined ? undefined : BigInt(`0x${mask}`);
}

/** What Linux tells of a process; empty elsewhere. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
