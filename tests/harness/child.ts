import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { noteStarvation } from './starved';

/** How a process ended and what it said. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both together: for what must, or must not, be said anywhere. */
  readonly output: string;
}

/** A process that runs. */
export interface Child {
  readonly process: ChildProcess;
  /** What it has written to stdout up to now. */
  readonly said: () => string;
  readonly ending: Promise<Ending>;
}

/** What a process is started with besides its command. */
export interface ChildOptions {
  readonly cwd: string;
  /** The whole environment: the tester's own variables must not decide a test. */
  readonly env: Readonly<Record<string, string>>;
  /** `pipe`: what is written to it can be read by the process. */
  readonly stdin?: 'ignore' | 'pipe';
}

/** Starts a process; whoever starts it sees to its end. */
export function start(
  command: string,
  args: readonly string[],
  { cwd, env, stdin = 'ignore' }: ChildOptions,
): Child {
  // No test reports to the maker of k6; what bin/loadline sees to is a test of its own.
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

/** The same for the length of a test: what is still running when it ends is killed. */
export function startInTest(command: string, args: readonly string[], options: ChildOptions): Child {
  const child = start(command, args, options);
  onTestFinished(() => {
    child.process.kill('SIGKILL');
  });
  return child;
}
