import type { Options } from 'k6/options';
import { type Probe, probeThresholds } from '../../core/verdict/probe-matrix';

/** Adds the thresholds of a suite's probes to its options: each cell of the matrix must be tried and found closed. */
export function withProbes(options: Options, matrix: readonly Probe[]): Options {
  return { ...options, thresholds: { ...options.thresholds, ...probeThresholds(matrix) } };
}
