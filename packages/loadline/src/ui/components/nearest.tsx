import type { ThresholdResult } from '../../core/verdict/judge';
import { margin, showMargin } from '../report/figures';
import { Mark, type MarkKind, outcomeKind } from './mark';

/** The threshold that is nearest to break, in words. */
export interface Nearest {
  /** `p95 ≤ 120ms`. */
  readonly bound: string;
  /** `18% past`. */
  readonly room: string;
  readonly kind: MarkKind;
}

/**
 * The threshold that is nearest to break among those of one call, journey or metric.
 * @param prefix of its ids, such as `calls.GetVacancy`
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

/** Finite, so that two without a margin compare as equal. */
function room(threshold: ThresholdResult): number {
  if (threshold.outcome === 'not judged') return Number.MAX_VALUE;
  return margin(threshold) ?? Number.MAX_VALUE;
}

/** A nearest threshold in a cell. */
export function NearestThreshold({ nearest }: { nearest: Nearest | undefined }) {
  if (!nearest) return '–';
  return (
    <>
      <span class="threshold">{nearest.bound}</span> <Mark kind={nearest.kind}>{nearest.room}</Mark>
    </>
  );
}
