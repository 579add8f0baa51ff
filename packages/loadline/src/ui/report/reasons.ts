import type { ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { showMeasured } from './figures';
import { unsaid } from './shown';

/** Reasons that everybody reads; the others are asked for. */
const MOST_REASONS = 3;

/** Why a run has its verdict, the first ones apart. */
export interface ShownReasons {
  readonly first: readonly string[];
  readonly more: readonly string[];
  /** What did not change the verdict, and what is missing. */
  readonly warnings: readonly string[];
}

/** The reasons of a verdict for people: of a broken threshold what was measured and what is allowed. */
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

/** `GetVacancy: p95 141.1 ms, allowed ≤ 120 ms`. */
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

/** What a threshold is about: `GetVacancy` and `p95`, `crud` and `response p95`. Names may hold dots, as may percentiles. */
export function subjectOf(id: string): { of: string; stat: string } {
  const parts =
    /^(?:calls|journeys|metrics)\.(.+?)\.((?:duration\.|response\.|firstMessage\.)?(?:p\d+(?:\.\d+)?|[a-z]+))$/.exec(
      id,
    );
  const [, of = 'the run', stat = id.replace(/^run\./, '')] = parts ?? [];
  return {
    of,
    stat: stat
      .replace('duration.', '')
      .replace('firstMessage.', 'first message ')
      .replace('response.', 'response '),
  };
}
