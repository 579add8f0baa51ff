import { readFileSync } from 'node:fs';

/*
 * k6 handles SIGINT from just before its load until its load is over. Before that, and afterwards while it writes its samples
 * and its result, the signal would kill it: when a threshold stops two instances at the same time, the samples of one of them
 * would be lost. A Go program that is started with SIGINT ignored ignores it whenever it does not handle it.
 */

const PERIOD_MS = 20;

/** How long k6 may be frozen after the signal, in ms. */
export const CLEAN_UP_MS = 60_000;

/**
 * How long k6 may keep running after the signal, in ms. k6 ends a clean-up after 5 min by itself, but it never ends
 * while a WebSocket waits for a server that does not answer.
 */
const MOST_MS = 6 * CLEAN_UP_MS;

/** Bit of SIGINT in the mask of signals that a process handles. */
const SIGINT_BIT = 2n;

/** Command line that starts a program with SIGINT ignored until the program handles it. It keeps the shell's process id. */
export function ignoringSigint(program: string, args: readonly string[]): [string, string[]] {
  return ['/bin/sh', ['-c', `trap '' INT; exec "$0" "$@"`, program, ...args]];
}

/**
 * Sends SIGINT to a k6, once, as soon as k6 handles it. A k6 that is about to end never does, and needs no signal.
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
    // The process has ended in the meantime.
  }
}

/**
 * Ends k6 with SIGINT. If k6 is frozen or still runs after the times below, it would never end, so SIGKILL ends it.
 * @param isOver whether the process has ended
 * @param willSend called just before SIGINT is sent
 * @param withinMs how long k6 may be frozen after the signal, in ms
 * @param mostMs how long k6 may keep running after the signal, in ms
 */
export function endK6(
  pid: number,
  isOver: () => boolean,
  willSend: () => void,
  withinMs = CLEAN_UP_MS,
  mostMs = MOST_MS,
): void {
  interruptK6(pid, isOver, willSend);
  const endMs = performance.now() + mostMs;
  const look = () => {
    if (isOver()) return;
    if (isFrozen(pid) || performance.now() >= endMs) process.kill(pid, 'SIGKILL');
    else setTimeout(look, withinMs).unref();
  };
  setTimeout(look, withinMs).unref();
}

/** Whether a process handles SIGINT. True where the system does not provide the mask. */
function takesSigint(pid: number): boolean {
  const mask = maskOf(pid);
  return mask === undefined || (mask & SIGINT_BIT) !== 0n;
}

/** Whether a process is stopped, by a signal or a debugger. */
function isFrozen(pid: number): boolean {
  return /^State:\s*[Tt]\b/m.test(statusOf(pid));
}

/** Mask of the signals that a process handles, from Linux's `/proc`; undefined elsewhere. */
function maskOf(pid: number): bigint | undefined {
  const [, mask] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(statusOf(pid)) ?? [];
  return mask === undefined ? undefined : BigInt(`0x${mask}`);
}

/** Status of a process from Linux's `/proc`; empty elsewhere. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
