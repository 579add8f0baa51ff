import type { Result } from '../../core/verdict/result';
import { reasonInShort } from '../../core/verdict/short-reason';
import { unsaid } from './shown';

/** Number of reasons that are always shown. Further ones are folded away. */
const MOST_REASONS = 3;

/** Reasons of a verdict, the first ones separately. */
export interface ShownReasons {
  readonly first: readonly string[];
  readonly more: readonly string[];
  /** Warnings, which did not change the verdict, and missing parts. */
  readonly warnings: readonly string[];
}

/** Reasons of a verdict for people. For a broken threshold: the measured value and the bound. */
export function shownReasons(result: Result): ShownReasons {
  const { thresholds, reasons, warnings, incomplete = [] } = result;
  const told = reasons.map((reason) => reasonInShort(reason, thresholds, 'fail'));
  return {
    first: told.slice(0, MOST_REASONS),
    more: told.slice(MOST_REASONS),
    warnings: [
      ...warnings.map((warning) => reasonInShort(warning, thresholds, 'warn')),
      ...unsaid(incomplete, reasons).map((what) => `incomplete: ${what}`),
    ],
  };
}
