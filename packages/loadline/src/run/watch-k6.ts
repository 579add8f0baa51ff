import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Stop } from './stop-switch';

/** A k6 process that must not outlive loadline. */
export interface WatchedK6 {
  readonly pid: number;
  readonly startedAtMs: number;
  /** Folder that k6 writes its log to. */
  readonly place: string;
  /** Secrets that must not appear in the log. */
  readonly secrets: readonly string[];
  /** The run's folder and the number of the instance, if the run keeps a record of its end. */
  readonly folder?: string;
  readonly instance?: number;
  readonly runId?: string;
  readonly specHash?: string;
}

/** Messages to the watcher, each one line of JSON. */
export type WatcherMessage =
  | { readonly started: WatchedK6 }
  | { readonly stopping: number; readonly stop: Stop }
  | { readonly ended: number };

/** Reports the state of one k6 to the watcher. */
export interface Watch {
  /** Call this before k6 gets its signal: the watcher must not send a second one, which would abort the clean-up. */
  stopping(stop: Stop): void;
  ended(): void;
}

/** The watcher of this process. There is one for all its k6 processes, however many instances start them. */
let watcher: ChildProcess | undefined;
/** How many k6 processes need the watcher. */
let running = 0;

/** Starts the watcher. Call it before a k6 is started. */
export function startWatcher(): void {
  running++;
  if (watcher) return;
  // The build puts it beside the command line.
  watcher = spawn(process.execPath, [join(__dirname, 'watcher.cjs')], {
    cwd: '/',
    // A session of its own: signals from a terminal or a CI system to loadline's process group do not reach it.
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', (error) =>
    console.error(`k6 runs unwatched, its watcher did not start: ${error.message}`),
  );
  watcher.stdin?.on('error', () => {});
  watcher.unref();
  (watcher.stdin as Socket | null)?.unref();
}

/** Reports a k6 that was just started to the watcher. */
export function watchK6(k6: WatchedK6): Watch {
  tell({ started: k6 });
  return {
    stopping: (stop) => tell({ stopping: k6.pid, stop }),
    ended: () => tell({ ended: k6.pid }),
  };
}

/** Call this once for each call of `startWatcher`. The last call ends the watcher. */
export function endWatcher(): void {
  if (--running > 0) return;
  watcher?.stdin?.end();
  watcher = undefined;
}

function tell(message: WatcherMessage): void {
  watcher?.stdin?.write(`${JSON.stringify(message)}\n`);
}
