import type { Aggregate } from '../core/figures/aggregate';
import { partOf, type RunSpec } from '../core/spec/run-spec';
import type { Threshold } from '../core/thresholds/threshold';
import { whoText } from '../core/verdict/stopped';
import type { WholeSamples } from '../results/samples/sample-aggregator';
import { type Instances, type InstancesEnd, recordSamples, runInstances } from './instances';
import { FailureExamples } from './k6-log';
import type { LiveFile } from './live-file';
import { type LiveSamples, type LiveSamplesEnd, openLiveSamples } from './live-samples';
import { brokenSoFar } from './progress/broken-so-far';
import { type Progress, ProgressReader, type ProgressView, type WatchedSpec } from './progress/progress';
import type { UserOutput } from './user-output';

/** How the instances ended, and the samples that were read from them. */
export interface LiveRunEnd extends InstancesEnd {
  readonly samples: WholeSamples;
}

/** k6 keeps no samples and judges no thresholds. */
const FLAT = ['--no-thresholds', '--summary-mode=disabled'];

const PERIOD_MS = 1_000;

/**
 * Runs k6 and reads the samples while they are written, for the progress display, for thresholds with `abort`, and for the result.
 * Only one side aborts a run: this function, for any number of instances and even when k6 judges too. The bundle removes
 * `abort` from k6's own thresholds when it gets a spec. Under plain k6 those are the only ones.
 * @param state file with the state of the run, for other programs on this machine
 * @param watch another observer of the samples during the run; it returns a function that stops it
 * @param onBroken receives each second the thresholds that are broken so far
 */
export async function runLive(
  processes: Omit<Instances, 'output' | 'onEnd' | 'heard'>,
  spec: RunSpec,
  output: UserOutput,
  state?: LiveFile,
  watch?: (live: LiveSamples) => () => Promise<void>,
  onBroken?: (ids: readonly string[]) => void,
): Promise<LiveRunEnd> {
  const { folder, numbers, k6Arguments, stop, of } = processes;
  // The samples of other machines are not seen here.
  const seen = numbers.length < of ? partOf(spec) : spec;
  const examples = new FailureExamples();
  const samples = openLiveSamples(
    folder,
    seen,
    numbers,
    ({ code }, text) => stop.stop(code === 'ENOSPC' ? 'disk_full' : 'error', text),
    () => examples.all,
  );
  const endWatch = watchRun({
    figures: samples.figures,
    // Sessions of a part are not known: instances open theirs as their virtual users need them.
    spec: seen === spec ? spec : { ...seen, sessions: 0 },
    stop: (id) => stop.stop('threshold', id),
    view: output.progress(),
    tell: (progress, figures) => {
      state?.write(progress, figures, samples.course);
      onBroken?.(progress.broken.map(({ id }) => id));
    },
  });
  const forget = stop.onStop((cause) => output.event(`${whoText(cause)}: k6 removes its records and ends`));
  const endOther = watch?.(samples);
  let end: InstancesEnd;
  let read: LiveSamplesEnd;
  try {
    end = await runInstances({
      ...processes,
      k6Arguments: [...k6Arguments, ...(spec.flat ? FLAT : [])],
      output,
      onEnd: samples.ended,
      heard: (line) => examples.read(line),
    });
  } finally {
    endWatch();
    await endOther?.();
    // Needed even when no k6 started: an open pipe keeps this process alive.
    read = await samples.finish();
    forget();
  }
  const { parts } = read.samples;
  const { ends, unwritten } = recordSamples(end, folder, (number) => parts.get(number)?.file.samples);
  return { ends, unwritten: [...unwritten, ...read.unwritten], samples: read.samples };
}

/** A run that is watched until it ends. */
export interface Watched {
  readonly figures: () => Aggregate;
  readonly spec: WatchedSpec;
  /** Stops the run before its planned end. @param id id of the threshold that broke */
  readonly stop: (id: string) => void;
  readonly view: ProgressView;
  /** Called with the state once a second, and once more at the end. */
  readonly tell?: (progress: Progress, figures: Aggregate) => void;
}

/**
 * Shows the progress each second, and stops the run when a threshold with `abort` is broken after its delay, as plain k6 would
 * do.
 * @returns a function that ends the watch
 */
export function watchRun({ figures, spec, stop, view, tell }: Watched): () => void {
  const reader = new ProgressReader(spec);
  let stoppedBy: string | undefined;
  const show = (aggregate: Aggregate) => {
    const progress = reader.read(aggregate);
    view.show(progress);
    tell?.(progress, aggregate);
  };
  const tick = () => {
    const aggregate = figures();
    show(aggregate);
    const { elapsedMs } = reader;
    if (stoppedBy !== undefined || elapsedMs === undefined) return;
    stoppedBy = abortingThreshold(aggregate, spec.thresholds, elapsedMs);
    if (stoppedBy !== undefined) stop(stoppedBy);
  };
  const timer = setInterval(tick, PERIOD_MS);
  return () => {
    clearInterval(timer);
    // k6 writes its last samples when it ends.
    show(figures());
    view.judging();
  };
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
