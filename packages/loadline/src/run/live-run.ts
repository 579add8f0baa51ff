import type { Aggregate } from '../core/figures/aggregate';
import { partOf, type RunSpec } from '../core/spec/run-spec';
import type { WholeSamples } from '../results/run-samples';
import { type Instances, type InstancesEnd, runInstances } from './instances';
import { type LiveSamplesEnd, openLiveSamples } from './live-samples';
import { watchRun } from './live-watch';
import { ProgressLine } from './progress-line';

/** How the instances ended, and what was read of them. */
export interface LiveRunEnd extends InstancesEnd {
  readonly samples: WholeSamples;
}

/** k6 keeps nothing and judges nothing. */
const FLAT = ['--no-thresholds', '--summary-mode=disabled'];

/**
 * Runs k6 and reads the samples while they are written: progress, thresholds with `abort`, and what the result is made of.
 * A run has one owner of its aborts: here this one, whatever the number of instances and whether k6 judges too. The bundle
 * takes `abort` out of k6's own thresholds when it was given a spec; under plain k6 they are all there is.
 * @param watch somebody else who watches the figures while the run goes on; it gives what ends it
 */
export async function runLive(
  processes: Omit<Instances, 'beforeLine' | 'onEnd'>,
  spec: RunSpec,
  say: (line: string) => void,
  watch?: (figures: () => Aggregate) => () => Promise<void>,
): Promise<LiveRunEnd> {
  const { folder, numbers, k6Arguments, stop, of } = processes;
  // Of what other machines run nothing is seen here.
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
    // Also when no k6 started: a pipe without an end keeps this process alive.
    read = await samples.finish();
    if (stoppedBy !== undefined) say(`stopped: ${stoppedBy} broke, and its threshold says abort`);
  }
  return { ends: end.ends, unwritten: [...end.unwritten, ...read.unwritten], samples: read.samples };
}
