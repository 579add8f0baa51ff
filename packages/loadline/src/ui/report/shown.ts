import { showLength } from '../../core/text/numbers';
import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { loadText } from '../../core/verdict/stopped';

/** The parts of a result that are shown. For a load that never began: only why it did not. */
export function shownParts(result: Result): Result {
  const { aggregate } = result;
  if (loadBegan(aggregate)) return result;
  const { steps: _, seconds: __, custom: ___, ...rest } = aggregate;
  const calls = aggregate.calls.filter(({ count }) => count > 0);
  return { ...result, thresholds: [], aggregate: { ...rest, calls, journeys: [] } };
}

/** Length of the load in words: `8.6 s of the planned 1 min of load, interrupted by SIGTERM`. */
export function showLoad({ spec, stopped, aggregate }: Result): string {
  return loadText(spec, stopped, loadBegan(aggregate), showLength);
}

/** Missing parts that are not already among the reasons. */
export function unsaid(incomplete: readonly string[], reasons: readonly string[]): string[] {
  return incomplete.filter((what) => !reasons.includes(what));
}
