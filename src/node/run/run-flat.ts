import type { Manifest } from '../results/run-folder';
import { type Instances, runInstances } from './instances';
import type { K6End } from './k6-process';
import { openLiveSamples } from './live-samples';
import { watchRun } from './live-watch';

/** k6 keeps nothing and judges nothing. */
const FLAT = ['--quiet', '--no-thresholds', '--summary-mode=disabled'];

/**
 * Runs k6 with its own sinks off, whose memory grows with every sample; limits, aborts and verdict are up to us, who read
 * the samples while they are written.
 */
export async function runFlat(
  processes: Instances,
  manifest: Pick<Manifest, 'shape' | 'plan'>,
  say: (line: string) => void,
): Promise<K6End[]> {
  const { folder, numbers, k6Arguments, stop } = processes;
  const samples = openLiveSamples(folder, manifest, numbers);
  const endWatch = watchRun({
    figures: samples.figures,
    rules: manifest.shape.rules,
    stop: (id) => stop.stop('threshold', id),
    out: process.stdout,
  });
  const { pipes } = samples;
  const ends = await runInstances({ ...processes, k6Arguments: [...k6Arguments, ...FLAT], pipes });
  await samples.finish();
  const stoppedBy = endWatch();
  if (stoppedBy !== undefined) say(`stopped: ${stoppedBy} broke, and its limit says abort`);
  return ends;
}
