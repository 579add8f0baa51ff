import type { ThresholdResult } from '../../core/verdict/judge';
import { margin, showMargin } from '../report/figures';
import { Mark, type MarkKind, outcomeKind } from './mark';

/** The threshold with the smallest margin, in words. */
export interface Nearest {
  /** Figure and bound, such as `p95 ≤ 120ms`. */
  readonly bound: string;
  /** Margin, such as `18% past`. */
  readonly room: string;
  readonly kind: MarkKind;
}

/**
 * The threshold with the smallest margin of one call, journey or metric.
 * @param prefix beginning of the ids, such as `calls.GetVacancy`
 */
export function nearestThreshold(
  thresholds: readonly ThresholdResult[],
  prefix: string,
): Nearest | undefined {
  const own = thresholds.filter(({ id }) => id.startsWith(`${prefix}.`));
  const [first] = own.toSorted((a, b) => rank(a) - rank(b) || room(a) - room(b));
  if (!first) return undefined;
  const isOpen = first.outcome === 'no data' || first.outcome === 'not judged';
  return {
    bound: `${first.id.slice(prefix.length + 1)} ${first.bound}`,
    room: isOpen ? first.outcome : showMargin(first),
    kind: outcomeKind(first),
  };
}

function rank({ level }: ThresholdResult): number {
  return level === 'fail' ? 0 : 1;
}

/** Margin for sorting. It is finite, so that two thresholds without a margin compare as equal. */
function room(threshold: ThresholdResult): number {
  if (threshold.outcome === 'not judged') return Number.MAX_VALUE;
  return margin(threshold) ?? Number.MAX_VALUE;
}

/** Content of a cell: the threshold with the smallest margin. */
export function NearestThreshold({ nearest }: { nearest: Nearest | undefined }) {
  if (!nearest) return '–';
  return (
    <span class="nearest">
      {nearest.bound} <Mark kind={nearest.kind}>{nearest.room}</Mark>
    </span>
  );
}
