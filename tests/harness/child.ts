import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { noteStarvation } from './starved';

/** The exit code and output of a process that has ended. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr together, for texts that may be in either. */
  readonly output: string;
}

/** A running process. */
export interface Child {
  readonly process: ChildProcess;
  /** Returns the output on stdout so far. */
  readonly said: () => string;
  readonly ending: Promise<Ending>;
}

/** Options with which a process is started. */
export interface ChildOptions {
  readonly cwd: string;
  /** The complete environment: variables of the tester must not change the outcome of a test. */
  readonly env: Readonly<Record<string, string>>;
  /** `pipe`: the test can write to stdin. */
  readonly stdin?: 'ignore' | 'pipe';
}

/** Starts a process. The caller has to end it. */
export function start(
  command: string,
  args: readonly string[],
  { cwd, env, stdin = 'ignore' }: ChildOptions,
): Child {
  // No test sends a usage report to Grafana. A test of its own shows that bin/loadline switches the report off.
  const quiet = [command, ...args].some((word) => word.endsWith('/k6')) ? { K6_NO_USAGE_REPORT: 'true' } : {};
  const process = spawn(command, args, {
    cwd,
    env: { ...quiet, ...env, PWD: cwd },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  process.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  process.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ending = new Promise<Ending>((resolve, reject) => {
    process.once('error', reject);
    process.once('close', (code) => {
      noteStarvation(stdout + stderr);
      resolve({ code, stdout, stderr, output: stdout + stderr });
    });
  });
  return { process, said: () => stdout, ending };
}

/**
 * Starts a process, and ends it when the test ends. Folders of the test are removed after that: a process may write into them
 * until it has exited.
 * @param signal the signal that ends it
 */
export function startInTest(
  command: string,
  args: readonly string[],
  options: ChildOptions,
  signal: NodeJS.Signals = 'SIGKILL',
): Child {
  const child = start(command, args, options);
  onTestFinished(async () => {
    const { process } = child;
    if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const exit = once(process, 'exit');
    process.kill(signal);
    await exit;
  });
  return child;
}
