import type { Aggregate, JourneyStats } from '../../core/figures/aggregate';
import { usersAt } from '../../core/spec/profile';
import type { RunSpec } from '../../core/spec/run-spec';
import type { Planned } from '../../core/spec/schedule';
import type { ThresholdResult } from '../../core/verdict/judge';
import { brokenSoFar } from './broken-so-far';

/** The phases of a run that a user waits for, in order. */
export type RunPhase = 'set-up' | 'load' | 'clean-up';

/** State of a run, as a progress display shows it. */
export interface Progress {
  readonly phase: RunPhase;
  /** Time since the phase began, in ms. */
  readonly phaseMs: number;
  /** Planned length of the load, in ms. */
  readonly loadMs: number;
  /** Length of the warm-up, which is a part of set-up, in ms. Absent in a run without a warm-up. */
  readonly warmUpMs?: number;
  /** Users at this instant of the load. */
  readonly users: number;
  /** Successful calls of set-up, and the sessions that it opens. `planned` is absent when calls and sessions cannot be matched. */
  readonly sessions: { readonly open: number; readonly planned?: number };
  readonly iterations: {
    readonly done: number;
    readonly planned: Planned;
    readonly failed: number;
    readonly dropped: number;
  };
  readonly calls: { readonly count: number; readonly failed: number; readonly perSecond: number };
  /** Calls by their p95 in ms, the slowest first. */
  readonly slowest: readonly { readonly call: string; readonly p95: number }[];
  /** Number of `fail` thresholds, and those that the figures so far break. */
  readonly thresholds: number;
  readonly broken: readonly ThresholdResult[];
  readonly scriptErrors: number;
}

/** Shows the progress of a run. */
export interface ProgressView {
  show(progress: Progress): void;
  /** The last samples have come: the run is judged now. */
  judging(): void;
  /** Makes room for other output. */
  clear(): void;
}

/** The parts of a spec that a progress display needs. */
export type WatchedSpec = Pick<
  RunSpec,
  'thresholds' | 'curve' | 'loadMs' | 'warmUpMs' | 'calls' | 'sessions' | 'instances'
>;

/** Calls per second are the mean of this time, in ms. */
const RATE_MS = 10_000;

/** Turns the figures of a run, taken again and again, into its progress. */
export class ProgressReader {
  #phase: RunPhase = 'set-up';
  #phaseAtMs: number;
  #loadAtMs: number | undefined;
  readonly #counts: { readonly atMs: number; readonly calls: number }[] = [];

  constructor(
    private readonly spec: WatchedSpec,
    private readonly clock: () => number = Date.now,
  ) {
    this.#phaseAtMs = clock();
  }

  /** Time since the first iteration was seen, in ms. Undefined before it. */
  get elapsedMs(): number | undefined {
    return this.#loadAtMs === undefined ? undefined : this.clock() - this.#loadAtMs;
  }

  read(aggregate: Aggregate): Progress {
    const { spec } = this;
    const now = this.clock();
    const phase = phaseOf(aggregate, this.#loadAtMs === undefined ? 0 : now - this.#loadAtMs, spec.loadMs);
    if (hasBegun(aggregate)) this.#loadAtMs ??= now;
    if (phase !== this.#phase) this.#phaseAtMs = now;
    this.#phase = phase;
    const load = aggregate.calls.filter((call) => call.phase === 'load');
    const count = sum(load.map((call) => call.count));
    const elapsedMs = this.elapsedMs ?? 0;
    return {
      phase,
      phaseMs: now - this.#phaseAtMs,
      loadMs: spec.loadMs,
      ...(spec.warmUpMs !== undefined && { warmUpMs: spec.warmUpMs }),
      users: Math.round(usersAt(spec.curve, Math.min(elapsedMs, spec.loadMs - 1)) ?? 0),
      sessions: sessionsOf(aggregate, spec),
      iterations: iterationsOf(aggregate.journeys),
      calls: {
        count,
        failed: sum(load.map(({ failed }) => failed)),
        perSecond: phase === 'load' ? this.#rate(count, now) : 0,
      },
      slowest: load
        .flatMap(({ call, duration }) => (duration ? [{ call, p95: duration.percentiles.p95 ?? 0 }] : []))
        .toSorted((a, b) => b.p95 - a.p95),
      thresholds: spec.thresholds.filter(({ level }) => level === 'fail').length,
      broken: brokenSoFar(aggregate, spec.thresholds),
      scriptErrors: aggregate.scriptErrors,
    };
  }

  #rate(calls: number, atMs: number): number {
    if (this.#counts.length === 0) this.#counts.push({ atMs: this.#loadAtMs ?? atMs, calls: 0 });
    const isOld = () => (this.#counts[1]?.atMs ?? atMs) <= atMs - RATE_MS;
    while (isOld()) this.#counts.shift();
    const [first] = this.#counts;
    this.#counts.push({ atMs, calls });
    if (!first || first.atMs === atMs) return 0;
    return ((calls - first.calls) * 1_000) / (atMs - first.atMs);
  }
}

/** The phase of a run, from its figures. Clean-up begins with its first call, or when all iterations have ended. */
function phaseOf({ journeys, calls }: Aggregate, elapsedMs: number, loadMs: number): RunPhase {
  if (calls.some(({ phase, count }) => phase === 'teardown' && count > 0)) return 'clean-up';
  if (!hasBegun({ journeys })) return 'set-up';
  const isOver = journeys.every(
    ({ planned, done, dropped, interrupted }) => done + dropped + interrupted >= planned.min,
  );
  return elapsedMs >= loadMs && isOver ? 'clean-up' : 'load';
}

function hasBegun({ journeys }: Pick<Aggregate, 'journeys'>): boolean {
  return journeys.some(({ started, dropped }) => started + dropped > 0);
}

/** Each session is one sign-in, when signing in is the only call of set-up and all of it happens here. */
function sessionsOf({ calls }: Aggregate, spec: WatchedSpec): Progress['sessions'] {
  const ofSetUp = calls.filter(({ phase }) => phase === 'setup');
  const open = sum(ofSetUp.map(({ count, failed }) => count - failed));
  const isMatched = spec.calls.filter(({ phase }) => phase === 'setup').length === 1 && open <= spec.sessions;
  return { open, ...(isMatched && { planned: spec.sessions }) };
}

function iterationsOf(journeys: readonly JourneyStats[]): Progress['iterations'] {
  return {
    done: sum(journeys.map(({ done }) => done)),
    planned: {
      min: sum(journeys.map(({ planned }) => planned.min)),
      max: sum(journeys.map(({ planned }) => planned.max)),
    },
    failed: sum(journeys.map(({ failed }) => failed)),
    dropped: sum(journeys.map(({ dropped }) => dropped)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
