import { spawn } from 'node:child_process';

/** One k6 to run. */
export interface K6Run {
  /** Path of the k6 binary. */
  readonly k6: string;
  /** Arguments after `k6`; never a secret, other users of the machine can read them. */
  readonly args: readonly string[];
  /** The whole environment of the process. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs k6 to its end, on this process's terminal. k6 gets a process group of its own, so that Ctrl-C reaches it once and
 * through us: typed at a terminal it would otherwise come twice, and k6 cuts its clean-up at the second signal. Whatever
 * signals come here, k6 gets exactly one.
 * @returns its exit code
 * @throws {Error} when the binary cannot be started
 */
export function runK6({ k6, args, env }: K6Run): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(k6, args, { env, detached: true, stdio: 'inherit' });
    let isStopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (isStopping) return;
      isStopping = true;
      child.kill(signal);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const settle = () => process.off('SIGINT', stop).off('SIGTERM', stop);
    child.on('error', (error) => {
      settle();
      fail(new Error(`${k6} could not be started (${error.message}): run \`make setup\``));
    });
    child.on('close', (code, signal) => {
      settle();
      if (code === null) fail(new Error(`k6 was killed by ${signal}: nothing of the run was reported`));
      else done(code);
    });
  });
}
