import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRunId } from '../../core/spec/run-id';
import { subfolders } from '../../results/compare/result-file';
import { isAlive, readLive } from '../../run/live-file';
import { runWords, type StartRequest } from './start-form';

/** Most runs that wait. */
const MOST_WAITING = 10;

/** How often the queue looks whether another run still goes on, in ms. */
const LOOK_MS = 500;

/** Longest text of a run that did not start, in characters. */
const MOST_TEXT = 4_000;

/** A run that was asked for here. */
interface Asked {
  readonly runId: string;
  readonly request: StartRequest;
  child?: ChildProcess;
  /** What it said last, while it has no folder. */
  text: string;
  isOver: boolean;
}

/** How a run stands that was asked for here. */
export type Standing = { readonly waits: number } | { readonly starts: true } | { readonly failed: string };

/**
 * Starts runs, one at a time, each as a process of `loadline run`: the console judges nothing itself. A run that was started
 * elsewhere in the same folder counts too.
 */
export class RunQueue {
  readonly #asked: Asked[] = [];
  #current: Asked | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param reports folder of all runs @param say tells who did what */
  constructor(
    private readonly reports: string,
    private readonly say: (text: string) => void,
  ) {}

  /** Runs that wait, in their order. */
  get waiting(): readonly string[] {
    return this.#asked.filter((one) => one !== this.#current && !one.isOver).map(({ runId }) => runId);
  }

  /** Runs that go on in this folder, whoever has started them. */
  get running(): string[] {
    const names = subfolders(this.reports).filter((path) => {
      const live = readLive(path);
      return live !== undefined && isAlive(live);
    });
    const ids = names.map((path) => path.slice(this.reports.length + 1));
    const own = this.#current?.runId;
    return own === undefined || ids.includes(own) ? ids : [own, ...ids];
  }

  /** @returns undefined when too many wait */
  start(request: StartRequest, from: string): { runId: string; position: number } | undefined {
    if (this.#isClosed || this.waiting.length >= MOST_WAITING) return undefined;
    const runId = newRunId(new Date());
    this.#asked.push({ runId, request, text: '', isOver: false });
    this.#note({ what: 'start', from, runId, words: runWords(request) });
    this.#next();
    return { runId, position: this.waiting.indexOf(runId) + 1 };
  }

  /**
   * Stops a run as Ctrl-C does, or takes it out of the queue. With `kill` its process is killed: k6 is then ended by the
   * watcher, and the run has no verdict.
   * @returns whether there is such a run
   */
  stop(runId: string, kill: boolean, from: string): boolean {
    const asked = this.#asked.find((one) => one.runId === runId && !one.isOver);
    if (asked && !asked.child) {
      this.#note({ what: 'leave the queue', from, runId });
      asked.isOver = true;
      asked.text = 'was taken out of the queue';
      return true;
    }
    const live = readLive(join(this.reports, runId));
    const pid = asked?.child?.pid ?? (live && isAlive(live) && isLoadline(live.pid) ? live.pid : undefined);
    if (pid === undefined) return false;
    this.#note({ what: kill ? 'kill' : 'stop', from, runId });
    process.kill(pid, kill ? 'SIGKILL' : 'SIGINT');
    return true;
  }

  /** Undefined for a run that was not asked for here. */
  standing(runId: string): Standing | undefined {
    const asked = this.#asked.find((one) => one.runId === runId);
    if (!asked) return undefined;
    if (asked.isOver) return { failed: asked.text };
    return asked.child ? { starts: true } : { waits: this.waiting.indexOf(runId) + 1 };
  }

  /** Stops the run that was started here, and waits until it has removed its records and written its reports. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const child = this.#current?.child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  }

  #next(): void {
    clearTimeout(this.#timer);
    const [first] = this.waiting;
    if (this.#isClosed || first === undefined || this.#current) return;
    if (this.running.length > 0) {
      this.#timer = setTimeout(() => this.#next(), LOOK_MS);
      return;
    }
    const asked = this.#asked.find(({ runId }) => runId === first);
    if (asked) this.#run(asked);
  }

  #run(asked: Asked): void {
    const { runId, request } = asked;
    const words = [process.argv[1] ?? '', 'run', ...runWords(request), '--run-id', runId];
    // In a group of its own: Ctrl-C of the terminal comes to it once, by this console.
    const child = spawn(process.execPath, words, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    asked.child = child;
    this.#current = asked;
    for (const out of [child.stdout, child.stderr])
      out.on('data', (text: Buffer) => {
        asked.text = `${asked.text}${text.toString('utf8')}`.slice(-MOST_TEXT);
      });
    const over = (text: string) => {
      if (asked.isOver) return;
      asked.text = `${asked.text}${text}`;
      asked.isOver = true;
      this.#current = undefined;
      this.say(`run ${runId}: ${text}`);
      this.#next();
    };
    child.once('error', (error) => over(error.message));
    child.once('exit', (code, signal) => over(signal ? `ended by ${signal}` : `ended with ${code}`));
  }

  /** Who has started and stopped what: a line here, and one in a file beside the runs. */
  #note(fact: Readonly<Record<string, unknown>>): void {
    const line = JSON.stringify({ at: new Date().toISOString(), ...fact });
    this.say(line);
    if (!existsSync(this.reports)) mkdirSync(this.reports, { recursive: true, mode: 0o700 });
    appendFileSync(join(this.reports, 'console.jsonl'), `${line}\n`, { mode: 0o600 });
  }
}

/** Whether a process is one of loadline, as far as this system tells: the id of one that has ended may be another's now. */
function isLoadline(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return !existsSync(file) || readFileSync(file, 'utf8').includes('loadline');
}
