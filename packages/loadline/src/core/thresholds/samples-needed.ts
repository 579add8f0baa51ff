import type { Threshold } from './threshold';

/** Rounding of `100 / (100 - q)`: 1000.0000000000568 for p99.9. */
const TOLERANCE = 1e-6;

/**
 * How many samples a threshold needs to be judged: `minSamples` of its file, else by its figure. A quantile q needs
 * 1 / (1 - q), as one sample is expected above it then: p95 20, p99 100, p99.9 1,000. `med` is the same figure as `p50`, so
 * it needs 2 like that. A mean (of times, or of messages by stream), a share, a rate and the extremes are what they are from one sample on.
 */
export function samplesNeeded({ stat, minSamples }: Pick<Threshold, 'stat' | 'minSamples'>): number {
  return minSamples ?? samplesBehind(stat);
}

/** How many samples a figure needs before it says something of more than its largest sample; 1 when it is no quantile. */
export function samplesBehind(stat: string): number {
  const percent = stat === 'med' ? 50 : Number(/^p(\d.*)$/.exec(stat)?.[1] ?? 0);
  // p0 and p100 are the extremes.
  if (percent <= 0 || percent >= 100) return 1;
  return Math.ceil(100 / (100 - percent) - TOLERANCE);
}
