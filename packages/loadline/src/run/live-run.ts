import type { Aggregate } from '../core/figures/aggregate';
import { plannedText } from '../core/spec/planned-text';
import { partOf, type RunSpec } from '../core/spec/run-spec';
import { formatDuration } from '../core/text/duration';
import { showMs } from '../core/text/numbers';
import type { Threshold } from '../core/thresholds/threshold';
import { holdAll } from '../core/verdict/judge';
import type { WholeSamples } from '../results/samples/sample-aggregator';
import { type Instances, type InstancesEnd, runInstances } from './instances';
import { type LiveSamplesEnd, openLiveSamples } from './live-samples';
import { ProgressLine } from './progress-line';

/** How the instances ended, and the samples that were read from them. */
export interface LiveRunEnd extends InstancesEnd {
  readonly samples: WholeSamples;
}

/** k6 keeps no samples and judges no thresholds. */
const FLAT = ['--no-thresholds', '--summary-mode=disabled'];

const PERIOD_MS = 1_000;

/**
 * Runs k6 and reads the samples while they are written, for the progress line, for thresholds with `abort`, and for the result.
 * Only one side aborts a run: this function, for any number of instances and even when k6 judges too. The bundle removes
 * `abort` from k6's own thresholds when it gets a spec. Under plain k6 those are the only ones.
 * @param watch further observer of the figures during the run; it returns a function that ends it
 */
export async function runLive(
  processes: Omit<Instances, 'beforeLine' | 'onEnd'>,
  spec: RunSpec,
  say: (line: string) => void,
  watch?: (figures: () => Aggregate) => () => Promise<void>,
): Promise<LiveRunEnd> {
  const { folder, numbers, k6Arguments, stop, of } = processes;
  // The samples of other machines are not seen here.
  const seen = numbers.length < of ? partOf(spec) : spec;
  const samples = openLiveSamples(folder, seen, numbers, ({ code }, text) =>
    stop.stop(code === 'ENOSPC' ? 'disk_full' : 'error', text),
  );
  const progress = new ProgressLine(process.stdout);
  const endWatch = watchRun({
    figures: samples.figures,
    spec: seen,
    stop: (id) => stop.stop('threshold', id),
    progress,
  });
  const endOther = watch?.(samples.figures);
  let end: InstancesEnd;
  let read: LiveSamplesEnd;
  try {
    end = await runInstances({
      ...processes,
      k6Arguments: [...k6Arguments, ...(spec.flat ? FLAT : [])],
      beforeLine: () => progress.clear(),
      onEnd: samples.ended,
    });
  } finally {
    const stoppedBy = endWatch();
    await endOther?.();
    // Needed even when no k6 started: an open pipe keeps this process alive.
    read = await samples.finish();
    if (stoppedBy !== undefined) say(`stopped: ${stoppedBy} broke, and its threshold says abort`);
  }
  return { ends: end.ends, unwritten: [...end.unwritten, ...read.unwritten], samples: read.samples };
}

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
