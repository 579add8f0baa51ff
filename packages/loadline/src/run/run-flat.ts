import type { RunSpec } from '../core/spec/run-spec';
import { type Instances, type InstancesEnd, runInstances } from './instances';
import { openLiveSamples } from './live-samples';
import { watchRun } from './live-watch';

/** k6 keeps nothing and judges nothing. */
const FLAT = ['--quiet', '--no-thresholds', '--summary-mode=disabled'];

/**
 * Runs k6 with its own sinks off, whose memory grows with every sample; thresholds, aborts and verdict are up to us, who read
 * the samples while they are written.
 */
export async function runFlat(
  processes: Instances,
  spec: RunSpec,
  say: (line: string) => void,
): Promise<InstancesEnd> {
  const { folder, numbers, k6Arguments, stop } = processes;
  const samples = openLiveSamples(folder, spec, numbers, ({ code }, text) =>
    stop.stop(code === 'ENOSPC' ? 'disk_full' : 'error', text),
  );
  const endWatch = watchRun({
    figures: samples.figures,
    thresholds: spec.thresholds,
    stop: (id) => stop.stop('threshold', id),
    out: process.stdout,
  });
  let end: InstancesEnd;
  let lost: readonly string[];
  try {
    const { pipes } = samples;
    end = await runInstances({ ...processes, k6Arguments: [...k6Arguments, ...FLAT], pipes });
  } finally {
    const stoppedBy = endWatch();
    // Also when no k6 started: a pipe without an end keeps this process alive.
    lost = await samples.finish();
    if (stoppedBy !== undefined) say(`stopped: ${stoppedBy} broke, and its threshold says abort`);
  }
  return { ends: end.ends, unwritten: [...end.unwritten, ...lost] };
}
