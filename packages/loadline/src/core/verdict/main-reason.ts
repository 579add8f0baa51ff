import { oneLine } from '../text/printable';
import type { Result } from './result';

/** The reason that decided the verdict of a run, in one line: `judge` puts it first. */
export function mainReason({ reasons }: Pick<Result, 'reasons'>): string {
  return oneLine(reasons[0] ?? 'no reason is given');
}
