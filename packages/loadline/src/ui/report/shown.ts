import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { loadText } from '../../core/verdict/stopped';
import { showLength } from './figures';

/** The parts of a result that say something: nothing about a load that never began but why it did not. */
export function shownParts(result: Result): Result {
  const { aggregate } = result;
  if (loadBegan(aggregate)) return result;
  const { steps: _, seconds: __, custom: ___, ...rest } = aggregate;
  const calls = aggregate.calls.filter(({ count }) => count > 0);
  return { ...result, thresholds: [], aggregate: { ...rest, calls, journeys: [] } };
}

/** The load that was, in words for people: `8.6 s of the planned 1 min of load, interrupted by SIGTERM`. */
export function showLoad({ spec, stopped, aggregate }: Result): string {
  return loadText(spec.loadMs, stopped, loadBegan(aggregate), showLength);
}

/** What is missing, without what is said among the reasons already. */
export function unsaid(incomplete: readonly string[], reasons: readonly string[]): string[] {
  return incomplete.filter((what) => !reasons.includes(what));
}
