import type { Manifest } from '../results/run-folder';
import { type Instances, runInstances } from './instances';
import { openLiveSamples } from './live-samples';
import { watchRun } from './live-watch';

/** k6 keeps nothing and judges nothing. */
const FLAT = ['--quiet', '--no-thresholds', '--summary-mode=disabled'];

/**
 * Runs k6 with its own sinks off, whose memory grows with every sample; limits, aborts and verdict are up to us, who read
 * the samples while they are written.
 * @returns k6's exit codes; 0 for a run that a limit stopped: it has come to its end
 */
export async function runFlat(
  processes: Instances,
  manifest: Pick<Manifest, 'shape' | 'plan'>,
  say: (line: string) => void,
): Promise<number[]> {
  const { folder, numbers, k6Arguments } = processes;
  const samples = openLiveSamples(folder, manifest, numbers);
  const stop = new AbortController();
  const endWatch = watchRun({
    figures: samples.figures,
    rules: manifest.shape.rules,
    stop: () => stop.abort(),
    out: process.stdout,
  });
  const { pipes } = samples;
  const signal = stop.signal;
  const codes = await runInstances({ ...processes, k6Arguments: [...k6Arguments, ...FLAT], pipes, signal });
  await samples.finish();
  const stoppedBy = endWatch();
  if (stoppedBy === undefined) return codes;
  say(`stopped: ${stoppedBy} broke, and its limit says abort`);
  return codes.map(() => 0);
}
