import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';

/** One k6 to run. */
export interface K6Run {
  /** Path of the k6 binary. */
  readonly k6: string;
  /** Arguments after `k6`; never a secret, other users of the machine can read them. */
  readonly args: readonly string[];
  /** The whole environment of the process. */
  readonly env: NodeJS.ProcessEnv;
  /** Takes what k6 says, in place of the terminal. */
  readonly log?: Writable;
  /** Stops k6, as Ctrl-C would, when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What a shell adds to the number of a signal that ended a process. */
const KILLED = 128;

/**
 * Runs k6 to its end, on this process's terminal. k6 gets a process group of its own, so that Ctrl-C reaches it once and
 * through us: typed at a terminal it would otherwise come twice, and k6 cuts its clean-up at the second signal. Whatever
 * signals come here, k6 gets exactly one.
 * @returns its exit code; when it was killed, 128 and the number of the signal, as a shell has it
 * @throws {Error} when the binary cannot be started
 */
export function runK6({ k6, args, env, log, signal: aborted }: K6Run): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(k6, args, {
      env,
      detached: true,
      stdio: log ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    if (log) {
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
    }
    let isStopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (isStopping) return;
      isStopping = true;
      child.kill(signal);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    aborted?.addEventListener('abort', () => stop('SIGINT'));
    const settle = () => process.off('SIGINT', stop).off('SIGTERM', stop);
    child.on('error', (error) => {
      settle();
      fail(new Error(`${k6} could not be started (${error.message}): run \`make setup\``));
    });
    child.on('close', (code, signal) => {
      settle();
      log?.end();
      done(code ?? KILLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
