import type { Result } from './result';

/** The reason that decided the verdict of a run: `judge` puts it first. */
export function mainReason({ reasons }: Pick<Result, 'reasons'>): string {
  return reasons[0] ?? 'no reason is given';
}
