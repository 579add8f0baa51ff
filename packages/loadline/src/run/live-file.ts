import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Aggregate, SecondStats } from '../core/figures/aggregate';
import type { RunSpec } from '../core/spec/run-spec';
import { printableDeep } from '../core/text/printable';
import type { ThresholdResult } from '../core/verdict/judge';
import type { Result } from '../core/verdict/result';
import { endPath } from '../results/instance-end-file';
import { isRunning } from '../results/is-running';
import { writeOwnFile } from '../results/own-file';
import { runFiles } from '../results/run-folder';
import { chartData } from '../ui/report/chart-data';
import type { Chart } from '../ui/report/chart-model';
import { CLEAN_UP_MS } from './interrupt-k6';
import { thresholdsSoFar } from './progress/broken-so-far';
import type { Progress } from './progress/progress';

/** Who controls a run, and when that was last known. */
interface Presence {
  readonly version: 1;
  /** Process id of the loadline that controls the run. SIGINT to it stops the run as Ctrl-C does. */
  readonly pid: number;
  /** When this was written, in ms since the epoch. */
  readonly atMs: number;
}

/** State of a run whose load has not begun, or of which only a part runs here. It has no figures. */
export interface HeldState extends Presence {
  /** When the load begins, in ms since the epoch. Absent: as soon as possible. */
  readonly startsAtMs?: number;
}

/** State of a run in progress. */
export interface RunningState extends Presence {
  readonly progress: Progress;
  /** Figures so far, without distributions and without figures of each second. */
  readonly aggregate: Aggregate;
  readonly thresholds: readonly ThresholdResult[];
  /** Chart of the load over time. It ends some seconds ago. */
  readonly chart?: Chart;
}

/** Content of `live.json` in the folder of a run. */
export type LiveState = HeldState | RunningState;

/** The chart is redrawn each time the load has advanced by this share of its length. */
const CHART_SHARE = 1 / 100;

/** When its state is older than this, in ms, the loadline that controlled the run has ended. */
const LOST_AFTER_MS = 10_000;

/** When nothing new has been written for this long, in ms, the last state is written again. */
const HOLD_MS = 2_000;

/** Largest state that is read, in bytes. */
const MOST_BYTES = 32 * 1024 ** 2;

/** Writes the state of a run once a second, for other programs of this user such as `loadline console`. */
export class LiveFile {
  readonly #file: string;
  #state: LiveState | undefined;
  #timer: NodeJS.Timeout | undefined;
  #chart: Chart | undefined;
  #seconds = 0;

  /** @param instance the part of the run that runs here. Each part has its own file. Absent: the whole run is here */
  constructor(
    folder: string,
    private readonly spec: RunSpec,
    instance?: number,
  ) {
    this.#file = instance === undefined ? runFiles.live(folder) : join(folder, `live-${instance}.json`);
  }

  /**
   * Says from now on that the run is in progress, also while it has no new figures: before the load, and while the reports are
   * written.
   * @param startsAtMs when the load begins. Absent: as soon as possible
   */
  hold(startsAtMs?: number): void {
    this.#replace({
      version: 1,
      pid: process.pid,
      atMs: Date.now(),
      ...(startsAtMs !== undefined && { startsAtMs }),
    });
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      const now = Date.now();
      if (this.#state && now - this.#state.atMs >= HOLD_MS) this.#replace({ ...this.#state, atMs: now });
    }, HOLD_MS / 2).unref();
  }

  /** Writes the state with figures. */
  write(progress: Progress, figures: Aggregate, course: () => SecondStats[]): void {
    this.#draw(progress, course);
    const calls = figures.calls.map(({ histogram: _, ...stats }) => stats);
    this.#replace({
      version: 1,
      pid: process.pid,
      atMs: Date.now(),
      progress,
      aggregate: { ...figures, calls },
      thresholds: thresholdsSoFar(figures, this.spec.thresholds),
      ...(this.#chart && { chart: this.#chart }),
    });
  }

  /** Call this when the run has a result. */
  remove(): void {
    clearInterval(this.#timer);
    for (const path of [this.#file, this.#part]) rmSync(path, { force: true });
  }

  get #part(): string {
    return `${this.#file}.part`;
  }

  /** An error is ignored: if the disk is full, the writers of other files report that. */
  #replace(state: LiveState): void {
    this.#state = state;
    try {
      writeOwnFile(this.#part, JSON.stringify(printableDeep(state)));
      renameSync(this.#part, this.#file);
    } catch {
      // The docstring says why.
    }
  }

  #draw({ phase, phaseMs }: Progress, course: () => SecondStats[]): void {
    const elapsedS = phaseMs / 1000;
    if (phase === 'set-up' || (phase === 'load' && elapsedS < this.#seconds * (1 + CHART_SHARE))) return;
    const seconds = course();
    this.#seconds = elapsedS;
    if (seconds.length < 2) return;
    // Contains only the parts that the chart reads.
    const parts = { spec: this.spec, thresholds: [], aggregate: { calls: [], journeys: [], seconds } };
    this.#chart = chartData(parts as unknown as Result).main;
  }
}

/** A process id is positive: 0 and negative numbers would signal whole groups of processes. */
const presence = z.looseObject({
  version: z.literal(1),
  pid: z.number().int().positive(),
  atMs: z.number(),
  startsAtMs: z.number().optional(),
});

/** Reads the state of a run. @returns undefined when the run has ended, has not begun, or its file is damaged */
export function readLive(folder: string): LiveState | undefined {
  return readState(runFiles.live(folder));
}

/** A link or a pipe in place of the file is not read: a pipe would never end. */
function readState(file: string): LiveState | undefined {
  try {
    const found = lstatSync(file);
    if (!found.isFile() || found.size > MOST_BYTES) return undefined;
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return presence.safeParse(state).success ? (state as LiveState) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a loadline still controls the run. If it was killed, the file with the last state remains. */
export function isAlive({ pid, atMs }: Presence, now = Date.now()): boolean {
  return Math.abs(now - atMs) <= LOST_AFTER_MS && isRunning(pid);
}

/** Longest time from the last state of a run that was killed to the end of its k6, in ms. */
const LONGEST_END_MS = CLEAN_UP_MS + 10_000;

/**
 * Whether the watcher of a run whose loadline was killed may still wait for its k6, which ends its iterations and cleans up. The
 * watcher writes how it ended.
 */
export function isBeingEnded(folder: string, { atMs }: Presence): boolean {
  return Date.now() - atMs < LONGEST_END_MS && !existsSync(endPath(folder, 1));
}

/**
 * Whether a run, or a part of it, is in progress in a folder, waits for its start, or has just begun. Nobody may delete its
 * files.
 */
export function isInProgress(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const states = readdirSync(folder).filter((name) => /^live(-\d+)?\.json$/.test(name));
  const isHeld = states.some((name) => {
    const live = readState(join(folder, name));
    return live !== undefined && isAlive(live);
  });
  return isHeld || hasJustBegun(folder);
}

/** Longest time between the spec of a run and its first state, in ms. */
const STARTS_WITHIN_MS = 10_000;

/** Whether a run has written its spec, but neither its state nor its result yet. */
export function hasJustBegun(folder: string): boolean {
  if (existsSync(runFiles.result(folder))) return false;
  const found = statSync(runFiles.spec(folder), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < STARTS_WITHIN_MS;
}

/** What is wrong with a run that has left its last state and no result. */
export const LOST = 'lost: the process that watched over it is gone';

/** State of a run without a result. Undefined: no file of its folder tells it. */
export function unfinished(folder: string): 'in progress' | 'lost' | undefined {
  const live = readLive(folder);
  if (live) return isAlive(live) ? 'in progress' : 'lost';
  return isInProgress(folder) ? 'in progress' : undefined;
}
