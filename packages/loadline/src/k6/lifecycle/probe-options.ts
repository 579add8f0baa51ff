import type { Options } from 'k6/options';
import { type Probe, probeThresholds } from '../../core/verdict/probe-matrix';

/** The options of a suite with the thresholds of its probes: each cell of the matrix has to be tried and found closed. */
export function withProbes(options: Options, matrix: readonly Probe[]): Options {
  return { ...options, thresholds: { ...options.thresholds, ...probeThresholds(matrix) } };
}
