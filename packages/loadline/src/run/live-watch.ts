import type { Aggregate } from '../core/figures/aggregate';
import { plannedText } from '../core/spec/planned-text';
import type { RunSpec } from '../core/spec/run-spec';
import { formatDuration } from '../core/text/duration';
import { showMs } from '../core/text/numbers';
import type { Threshold } from '../core/thresholds/threshold';
import { holdAll } from '../core/verdict/judge';
import type { ProgressLine } from './progress-line';

const PERIOD_MS = 1_000;

/** A run that is watched until it ends. */
export interface Watched {
  readonly figures: () => Aggregate;
  readonly spec: Pick<RunSpec, 'thresholds'>;
  /** Stops the run before its planned end. @param id id of the threshold that broke */
  readonly stop: (id: string) => void;
  readonly progress: Pick<ProgressLine, 'show' | 'end'>;
}

/**
 * Shows a progress line each second, and stops the run when a threshold with `abort` is broken after its delay, as plain k6
 * would do.
 * @returns a function that ends the watch and returns the id of the threshold that stopped the run, if one did
 */
export function watchRun({ figures, spec, stop, progress }: Watched): () => string | undefined {
  const { thresholds } = spec;
  let startedAtMs: number | undefined;
  let callsBefore = 0;
  let stoppedBy: string | undefined;
  const tick = () => {
    const aggregate = figures();
    if (aggregate.journeys.every(({ started }) => started === 0)) return;
    startedAtMs ??= Date.now();
    const elapsedMs = Date.now() - startedAtMs;
    const calls = loadCalls(aggregate, 'count');
    progress.show(liveLine(aggregate, thresholds, elapsedMs, ((calls - callsBefore) * 1_000) / PERIOD_MS));
    callsBefore = calls;
    if (stoppedBy !== undefined) return;
    stoppedBy = abortingThreshold(aggregate, thresholds, elapsedMs);
    if (stoppedBy !== undefined) stop(stoppedBy);
  };
  const timer = setInterval(tick, PERIOD_MS);
  return () => {
    clearInterval(timer);
    progress.end();
    return stoppedBy;
  };
}

/** State of a run in one line of at most 100 columns. */
export function liveLine(
  aggregate: Aggregate,
  thresholds: readonly Threshold[],
  elapsedMs: number,
  callsPerSecond: number,
): string {
  const sum = (pick: (journey: Aggregate['journeys'][number]) => number) =>
    aggregate.journeys.reduce((total, journey) => total + pick(journey), 0);
  const planned = { min: sum((journey) => journey.planned.min), max: sum((journey) => journey.planned.max) };
  const broken = brokenSoFar(aggregate, thresholds);
  const slowest = aggregate.calls
    .filter(({ phase }) => phase === 'load')
    .map(({ duration }) => duration?.percentiles.p95 ?? 0);
  return [
    formatDuration(Math.floor(elapsedMs / 1_000) * 1_000),
    `${sum(({ done }) => done)}/${plannedText(planned)} iterations`,
    `${Math.round(callsPerSecond)} calls/s`,
    `${loadCalls(aggregate, 'failed')} failed`,
    `p95 ${showMs(Math.max(0, ...slowest))} ms`,
    broken.length === 0 ? 'all thresholds hold' : `broken: ${broken.map(({ id }) => id).join(', ')}`,
  ]
    .join('  ')
    .slice(0, 100);
}

function loadCalls({ calls }: Aggregate, what: 'count' | 'failed'): number {
  return calls.filter(({ phase }) => phase === 'load').reduce((sum, call) => sum + call[what], 0);
}

/** Thresholds that the figures so far break. */
export function brokenSoFar(aggregate: Aggregate, thresholds: readonly Threshold[]) {
  // A lower bound of a rate over the whole run can only be judged at its end.
  const soFar = thresholds.filter(({ stat, op }) => !(stat === 'rate' && op === '>='));
  return holdAll(soFar, aggregate).filter(({ level, outcome }) => level === 'fail' && outcome === 'broken');
}

function abortingThreshold(
  aggregate: Aggregate,
  thresholds: readonly Threshold[],
  elapsedMs: number,
): string | undefined {
  const due = thresholds.filter(
    ({ abortAfterMs }) => abortAfterMs !== undefined && elapsedMs >= abortAfterMs,
  );
  return brokenSoFar(aggregate, due)[0]?.id;
}
