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
  /** What must not stand in the log. */
  readonly secrets: readonly string[];
  /** The run's folder and the number of the instance, where the run has a record of its end. */
  readonly folder?: string;
  readonly instance?: number;
  readonly runId?: string;
  readonly specHash?: string;
}

/** What the watcher is told, a line of JSON each. */
export type WatcherMessage =
  | { readonly started: WatchedK6 }
  | { readonly stopping: number; readonly stop: Stop }
  | { readonly ended: number };

/** Tells the watcher about one k6. */
export interface Watch {
  /** To be called before k6 gets its signal: it must not get a second one, which would cut its clean-up. */
  stopping(stop: Stop): void;
  ended(): void;
}

let watcher: ChildProcess | undefined;
let running = 0;

/** Starts the watcher, before any k6 is started. */
export function startWatcher(): void {
  running++;
  if (watcher) return;
  // It is built to lie beside the command line.
  watcher = spawn(process.execPath, [join(__dirname, 'watcher.cjs')], {
    cwd: '/',
    // A session of its own: what a terminal or a CI system sends to loadline's group does not reach it.
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

/** Has a k6 watched that was just started. */
export function watchK6(k6: WatchedK6): Watch {
  tell({ started: k6 });
  return {
    stopping: (stop) => tell({ stopping: k6.pid, stop }),
    ended: () => tell({ ended: k6.pid }),
  };
}

/** Ends the watcher with the last k6; once for each call of `startWatcher`. */
export function endWatcher(): void {
  if (--running > 0) return;
  watcher?.stdin?.end();
  watcher = undefined;
}

function tell(message: WatcherMessage): void {
  watcher?.stdin?.write(`${JSON.stringify(message)}\n`);
}
