import { workflowCommand } from './texts.js';
import { thresholdLine } from './threshold-line.js';

/** GitHub keeps at most ten annotations of each kind for a step. */
const MOST = 10;

/**
 * Input of the annotations.
 * @typedef {{ id: string, level: string, outcome: string }} Threshold
 * @typedef {{ verdict: string, reasons: string[], warnings: string[], thresholds: Threshold[],
 *   spec: { suite: string, profile: string } }} Result
 * @typedef {{ path: string, text: string }} ThresholdsFile `path` is relative to the repository
 */

/**
 * Annotations of a run: one for each reason and warning, at the line of the broken threshold. There are at most ten: when there
 * are more, the tenth says how many are left out.
 * @param {Result} result
 * @param {ThresholdsFile | undefined} file undefined when the suite has none
 * @returns {string[]} workflow commands
 */
export function annotations(result, file) {
  const { reasons, warnings, thresholds } = result;
  const broken = thresholds.filter(({ outcome }) => outcome === 'broken');
  const all = [
    ...reasons.map((text) => ({ kind: 'error', text })),
    ...warnings.map((text) => ({ kind: 'warning', text })),
  ].map(({ kind, text }) => {
    const threshold = broken.find(({ id }) => text.startsWith(`${id} is `));
    const line = threshold && file && thresholdLine(file.text, threshold.id, result.spec.profile);
    /** @type {Record<string, string | number>} */
    const place = line === undefined || file === undefined ? {} : { file: file.path, line };
    const title = `loadline: ${result.spec.suite}/${result.spec.profile}`;
    return workflowCommand(kind, { ...place, title }, text);
  });
  if (all.length <= MOST) return all;
  const shown = all.slice(0, MOST - 1);
  const rest = `and ${all.length - shown.length} more: see summary.md of the run`;
  return [...shown, workflowCommand('error', { title: 'loadline' }, rest)];
}
