import type { Options } from 'k6/options';
import { probeThresholds } from '../../../load/probe-matrix';
import { matrix } from '../auth/matrix';

/** The options of a suite with the thresholds of its probes: each cell of the matrix has to be tried and found closed. */
export function withProbes(options: Options): Options {
  return { ...options, thresholds: { ...options.thresholds, ...probeThresholds(matrix) } };
}
