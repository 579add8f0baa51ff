import type { ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { showMeasured } from './figures';
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
  const broken = thresholds.filter(({ outcome }) => outcome === 'broken');
  const told = reasons.map((reason) => inShort(reason, broken, 'fail'));
  return {
    first: told.slice(0, MOST_REASONS),
    more: told.slice(MOST_REASONS),
    warnings: [
      ...warnings.map((warning) => inShort(warning, broken, 'warn')),
      ...unsaid(incomplete, reasons).map((what) => `incomplete: ${what}`),
    ],
  };
}

/** A reason in short form, such as `GetVacancy: p95 141.1 ms, allowed ≤ 120 ms`. */
function inShort(text: string, broken: readonly ThresholdResult[], level: ThresholdResult['level']): string {
  const threshold = ofThreshold(text, broken, level);
  if (!threshold) return text;
  const { of, stat } = subjectOf(threshold.id);
  return `${of}: ${stat} ${showMeasured(threshold)}, allowed ${threshold.bound}`;
}

function ofThreshold(text: string, broken: readonly ThresholdResult[], level: ThresholdResult['level']) {
  return broken.find(
    (threshold) =>
      threshold.level === level && text.startsWith(`${threshold.id} is `) && text.includes(threshold.bound),
  );
}

/** Subject and figure of a threshold: `GetVacancy` and `p95`, `crud` and `response p95`. Both may contain dots. */
export function subjectOf(id: string): { of: string; stat: string } {
  const parts =
    /^(?:calls|journeys|metrics)\.(.+?)\.((?:duration\.|response\.|firstMessage\.|longestGap\.)?(?:p\d+(?:\.\d+)?|[a-z]+))$/.exec(
      id,
    );
  const [, of = 'the run', stat = id.replace(/^run\./, '')] = parts ?? [];
  return {
    of,
    stat: stat
      .replace('duration.', '')
      .replace('firstMessage.', 'first message ')
      .replace('longestGap.', 'longest gap ')
      .replace('response.', 'response '),
  };
}
