import type { Options } from 'k6/options';
import { type Probe, probeThresholds } from '../../core/verdict/probe-matrix';
import { PROBE_METRICS } from '../auth/probes';

/** Adds the thresholds of a suite's probes to its options: each cell of the matrix must be tried and found closed. */
export function withProbes(options: Options, matrix: readonly Probe[]): Options {
  if (matrix.length === 0) return options;
  // A suite that never tries would leave its metrics out, and k6 would refuse the thresholds instead of breaking them.
  void PROBE_METRICS;
  return { ...options, thresholds: { ...options.thresholds, ...probeThresholds(matrix) } };
}
