import { oneLine } from '../text/printable';
import type { Result } from './result';
import { brokenBehind } from './short-reason';

/**
 * The reason that decided the verdict of a run, in one line: `judge` puts it first. In an invalid run of an earlier loadline,
 * broken thresholds come before it. They make no run invalid.
 */
export function mainReason({
  verdict,
  reasons,
  thresholds = [],
}: Pick<Result, 'reasons'> & Partial<Pick<Result, 'verdict' | 'thresholds'>>): string {
  const isAside = (reason: string) => verdict === 'invalid' && brokenBehind(reason, thresholds, 'fail');
  return oneLine(reasons.find((reason) => !isAside(reason)) ?? reasons[0] ?? 'no reason is given');
}
