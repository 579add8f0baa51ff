import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { newRunId } from '../../core/spec/run-id';
import { subfolders } from '../../results/compare/result-file';
import { lockStarts } from '../../results/start-lock';
import { isAlive, isBeingEnded, readLive } from '../../run/live-file';
import type { Waiting } from '../../ui/console/runs-now';
import { appendAudit } from './audit';
import { runWords, type StartRequest } from './start-form';

/** Maximum number of waiting runs. */
const MOST_WAITING = 10;

/** Interval at which the queue checks whether another run is still in progress, in ms. */
const LOOK_MS = 500;

/** Maximum length of the output that is kept of a run and of a debug run, in characters. */
const MOST_TEXT = 4_000;
const MOST_DEBUG_TEXT = 64_000;

/** Number of runs of this console that are remembered after their end: a debug run and a refused one leave no files. */
const MOST_OVER = 20;

/** A run that was requested from this console. */
interface Asked {
  readonly runId: string;
  readonly request: StartRequest;
  /** Longest time from its start to its end, in ms. */
  readonly lengthMs: number;
  /** Its load in words. */
  readonly load: string;
  child?: ChildProcess;
  /** End of the output of its process. The page shows it if the run never gets a folder. */
  text: string;
  isOver: boolean;
  /** How its process ended. */
  end?: string;
}

/** State of a run that was requested from this console. */
export type Standing =
  | ({ readonly waits: number } & Waiting)
  | { readonly starts: true }
  | { readonly failed: string }
  /** Output of a debug run, and how it ended. Without `end` it is in progress. */
  | { readonly debug: string; readonly end?: string };

/**
 * Starts runs, one at a time, each as a process `loadline run`: the console itself judges nothing. It also waits for
 * runs in the same folder that were started elsewhere.
 */
export class RunQueue {
  readonly #asked: Asked[] = [];
  readonly #expected = new Set<string>();
  #current: Asked | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Gives back the lock by which only one console of this folder starts a run. */
  #release: (() => void) | undefined;
  #isClosed = false;

  /** @param reports folder of all runs @param say receives a line for each action */
  constructor(
    private readonly reports: string,
    private readonly say: (text: string) => void,
  ) {}

  /** Ids of the waiting runs, in order. */
  get waiting(): readonly string[] {
    return this.#asked.filter((one) => one !== this.#current && !one.isOver).map(({ runId }) => runId);
  }

  /** Ids of the runs in progress in this folder, no matter who started them. Some wait for their start. */
  get running(): string[] {
    const ids = this.#inProgress();
    const own = this.#current?.runId;
    return own === undefined || ids.includes(own) ? ids : [own, ...ids];
  }

  /**
   * Adds a run to the queue.
   * @param from address of the browser
   * @param lengthMs longest time from its start to its end
   * @param load its load in words
   * @returns undefined when too many runs are waiting, or the console is being closed
   * @throws {ConfigurationError} when the start cannot be logged
   */
  start(
    request: StartRequest,
    from: string,
    lengthMs = Number.POSITIVE_INFINITY,
    load = '',
  ): { runId: string; position: number } | undefined {
    if (this.#isClosed || this.waiting.length >= MOST_WAITING) return undefined;
    const runId = newRunId(new Date());
    this.note({ what: 'start', from, runId, words: runWords(request) });
    this.#asked.push({ runId, request, lengthMs, load, text: '', isOver: false });
    this.#next();
    return { runId, position: this.waiting.indexOf(runId) + 1 };
  }

  /**
   * Stops a run as Ctrl-C does, or removes it from the queue. With `kill` its process is killed: the watcher then ends
   * k6, and the run has no verdict.
   * @returns whether there is such a run
   */
  stop(runId: string, kill: boolean, from: string): boolean {
    const asked = this.#asked.find((one) => one.runId === runId && !one.isOver);
    if (asked && !asked.child) {
      this.#noteAnyway({ what: 'leave the queue', from, runId });
      asked.text = 'was taken out of the queue';
      this.#ended(asked);
      return true;
    }
    const live = readLive(join(this.reports, runId));
    const pid = asked?.child?.pid ?? (live && isAlive(live) && isLoadline(live.pid) ? live.pid : undefined);
    if (pid === undefined) return false;
    this.#noteAnyway({ what: kill ? 'kill' : 'stop', from, runId });
    return signalled(pid, kill ? 'SIGKILL' : 'SIGINT');
  }

  /** Registers a run that another process is about to start, and that has no folder yet. */
  expect(runId: string): void {
    this.#expected.add(runId);
  }

  /** What a run was started with. Undefined when it was not requested from this console. */
  requestOf(runId: string): StartRequest | undefined {
    return this.#asked.find((one) => one.runId === runId)?.request;
  }

  /** State of a run. Undefined when it was not requested from this console. */
  standing(runId: string): Standing | undefined {
    const asked = this.#asked.find((one) => one.runId === runId);
    if (!asked) return this.#expected.has(runId) ? { starts: true } : undefined;
    if (asked.request.debug && asked.child)
      return { debug: asked.text, ...(asked.end !== undefined && { end: asked.end }) };
    if (asked.isOver) return { failed: asked.text };
    if (asked.child) return { starts: true };
    const ahead = this.waiting.slice(0, this.waiting.indexOf(runId));
    const own = this.#current ? [this.#current.runId] : [];
    const behind = [...new Set([...own, ...this.#inTheWay(asked), ...ahead])];
    return { waits: ahead.length + 1, test: asked.request.test, load: asked.load, behind };
  }

  /** Stops the run that this console started, and waits until it has removed its records and written its reports. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const child = this.#current?.child;
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
    }
    this.#unlock();
  }

  /** Ids of the runs in progress. */
  #inProgress(): string[] {
    return subfolders(this.reports).flatMap((path) => {
      const live = readLive(path);
      return live && isAlive(live) ? [basename(path)] : [];
    });
  }

  /**
   * Ids of the runs whose load is in progress, or will begin before this run can be over, and of killed runs that are still
   * being ended.
   */
  #inTheWay({ lengthMs }: Asked): string[] {
    return subfolders(this.reports).flatMap((path) => {
      const live = readLive(path);
      if (!live) return [];
      const begins = 'startsAtMs' in live ? (live.startsAtMs ?? 0) : 0;
      const is = isAlive(live) ? begins < Date.now() + lengthMs : isBeingEnded(path, live);
      return is ? [basename(path)] : [];
    });
  }

  #next(): void {
    clearTimeout(this.#timer);
    const asked = this.#asked.find((one) => one !== this.#current && !one.isOver);
    if (this.#isClosed || !asked || this.#current) return;
    // Another console of this folder has the lock while it starts a run, because such a run has no state yet. A command with
    // several runs has it until the last one has ended.
    this.#release ??= lockStarts(this.reports);
    if (this.#release && this.#inTheWay(asked).length === 0) this.#run(asked);
    else {
      this.#unlock();
      this.#timer = setTimeout(() => this.#next(), LOOK_MS);
    }
  }

  #unlock(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Keeps the lock until the run has a state that other consoles can see. A debug run has none: until its end. */
  #unlockWhenSeen(asked: Asked): void {
    if (this.#current !== asked) return;
    if (readLive(join(this.reports, asked.runId))) this.#unlock();
    else setTimeout(() => this.#unlockWhenSeen(asked), LOOK_MS).unref();
  }

  #run(asked: Asked): void {
    const { runId, request } = asked;
    const words = [process.argv[1] ?? '', 'run', ...runWords(request), '--run-id', runId];
    const most = request.debug ? MOST_DEBUG_TEXT : MOST_TEXT;
    this.#current = asked;
    const over = (text: string) => {
      if (asked.isOver) return;
      if (!request.debug || !asked.child) asked.text = `${asked.text}${text}`;
      asked.end = text;
      this.#ended(asked);
      this.#current = undefined;
      this.#unlock();
      this.say(`run ${runId}: ${text}`);
      this.#next();
    };
    let child: ChildProcess;
    try {
      // `detached` puts the run into its own process group. Otherwise Ctrl-C would reach it twice: from the terminal and
      // from here.
      child = spawn(process.execPath, words, {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      });
    } catch (error) {
      // Node refuses some texts, such as one with a NUL. The runs behind this one must not wait for it.
      over((error as Error).message);
      return;
    }
    asked.child = child;
    this.#unlockWhenSeen(asked);
    for (const out of [child.stdout, child.stderr])
      out?.on('data', (text: Buffer) => {
        asked.text = `${asked.text}${text.toString('utf8')}`.slice(-most);
      });
    child.once('error', (error) => over(error.message));
    child.once('exit', (code, signal) => over(signal ? `ended by ${signal}` : `ended with ${code}`));
  }

  /** Remembers only the latest of the runs that are over. */
  #ended(asked: Asked): void {
    asked.isOver = true;
    const over = this.#asked.filter(({ isOver }) => isOver);
    for (const old of over.slice(0, -MOST_OVER)) this.#asked.splice(this.#asked.indexOf(old), 1);
  }

  /**
   * Logs who started, stopped or deleted which run: on the terminal, and in `console.jsonl` in the folder of the runs.
   * @throws {ConfigurationError} when the file cannot be written
   */
  note(fact: Readonly<Record<string, unknown>>): void {
    this.say(appendAudit(this.reports, fact));
  }

  /** A load must be stopped even when the disk is full. */
  #noteAnyway(fact: Readonly<Record<string, unknown>>): void {
    try {
      this.note(fact);
    } catch (error) {
      this.say(`${JSON.stringify(fact)}: ${(error as Error).message}`);
    }
  }
}

/**
 * Whether a process runs loadline, because a process id may have been reused. Always true on systems without `/proc`.
 */
function isLoadline(pid: number): boolean {
  if (!existsSync('/proc/self/cmdline')) return true;
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes('loadline');
}

/** Sends a signal to a process. @returns false when the process has ended */
function signalled(pid: number, signal: 'SIGKILL' | 'SIGINT'): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
