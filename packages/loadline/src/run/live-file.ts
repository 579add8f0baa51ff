import { readFileSync, renameSync, rmSync } from 'node:fs';
import type { Aggregate, SecondStats } from '../core/figures/aggregate';
import type { RunSpec } from '../core/spec/run-spec';
import { printableDeep } from '../core/text/printable';
import { holdAll, type ThresholdResult } from '../core/verdict/judge';
import type { Result } from '../core/verdict/result';
import { writeOwnFile } from '../results/own-file';
import { runFiles } from '../results/run-folder';
import { chartData } from '../ui/report/chart-data';
import type { Chart } from '../ui/report/chart-model';
import type { Progress } from './progress/progress';

/** State of a run in progress: `live.json` in its folder. */
export interface LiveState {
  readonly version: 1;
  /** Process id of the loadline that controls the run. SIGINT to it stops the run as Ctrl-C does. */
  readonly pid: number;
  /** When this was written, in ms since the epoch. */
  readonly atMs: number;
  readonly progress: Progress;
  /** Figures so far, without distributions and without figures of each second. */
  readonly aggregate: Aggregate;
  readonly thresholds: readonly ThresholdResult[];
  /** Chart of the load over time. It ends some seconds ago. */
  readonly chart?: Chart;
}

/** The chart is redrawn each time the load has advanced by this share of its length. */
const CHART_SHARE = 1 / 100;

/** When its state is older than this, in ms, the loadline that controlled the run has ended. */
const LOST_AFTER_MS = 10_000;

/** Writes the state of a run once a second, for other programs of this user such as `loadline console`. */
export class LiveFile {
  #chart: Chart | undefined;
  #seconds = 0;

  constructor(
    private readonly folder: string,
    private readonly spec: RunSpec,
  ) {}

  /** Writes the state. An error is ignored: if the disk is full, the writers of other files report that. */
  write(progress: Progress, figures: Aggregate, course: () => SecondStats[]): void {
    this.#draw(progress, course);
    const calls = figures.calls.map(({ histogram: _, ...stats }) => stats);
    const state: LiveState = {
      version: 1,
      pid: process.pid,
      atMs: Date.now(),
      progress,
      aggregate: { ...figures, calls },
      thresholds: holdAll(this.spec.thresholds, figures),
      ...(this.#chart && { chart: this.#chart }),
    };
    const file = runFiles.live(this.folder);
    try {
      writeOwnFile(`${file}.part`, JSON.stringify(printableDeep(state)));
      renameSync(`${file}.part`, file);
    } catch {
      // The docstring says why.
    }
  }

  /** Call this when the run has a result. */
  remove(): void {
    const file = runFiles.live(this.folder);
    for (const path of [file, `${file}.part`]) rmSync(path, { force: true });
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

/** Reads the state of a run. @returns undefined when the run has ended, or has not begun */
export function readLive(folder: string): LiveState | undefined {
  try {
    const state = JSON.parse(readFileSync(runFiles.live(folder), 'utf8')) as LiveState;
    return state.version === 1 ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a loadline still controls the run. If it was killed, the file with the last state remains. */
export function isAlive({ pid, atMs }: LiveState, now = Date.now()): boolean {
  if (now - atMs > LOST_AFTER_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
