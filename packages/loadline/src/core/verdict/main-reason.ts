import { brokenText } from '../thresholds/bound-text';
import type { Result } from './result';
import { isInterruption, stoppedText } from './stopped';

/**
 * The reason that decided the verdict of a run. The reasons of an invalid run begin with its broken thresholds, which never
 * make a run invalid: the interruption does, or the first other reason.
 */
export function mainReason({
  verdict,
  reasons,
  thresholds,
  stopped,
  spec,
}: Pick<Result, 'verdict' | 'reasons' | 'thresholds' | 'stopped' | 'spec'>): string {
  const [first = 'no reason is given'] = reasons;
  if (verdict !== 'invalid') return first;
  if (stopped && isInterruption(stopped)) return `the run was ${stoppedText(stopped, spec.loadMs)}`;
  const broken = new Set(thresholds.filter(({ outcome }) => outcome === 'broken').map(brokenText));
  return reasons.find((one) => !broken.has(one)) ?? first;
}
