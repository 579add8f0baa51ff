import { NONE } from '../text/numbers';
import { measuredText } from '../thresholds/bound-text';
import type { ThresholdResult } from './judge';

/** What a threshold measured and what it allows: `GetVacancy: p95 141.1 ms, allowed ≤ 120 ms`. */
export function thresholdInShort(threshold: ThresholdResult): string {
  const { id, measured, bound } = threshold;
  const { of, stat } = subjectOf(id);
  const figure = measured === undefined ? NONE : measuredText(id, measured, bound);
  return `${of}: ${stat} ${figure}, allowed ${bound}`;
}

/** A reason or warning in short form, when a broken threshold is behind it. Any other text is unchanged. */
export function reasonInShort(
  text: string,
  thresholds: readonly ThresholdResult[],
  level: ThresholdResult['level'],
): string {
  const threshold = brokenBehind(text, thresholds, level);
  return threshold ? thresholdInShort(threshold) : text;
}

/** The broken threshold that a reason or warning is about. Undefined: it is about something else. */
export function brokenBehind(
  text: string,
  thresholds: readonly ThresholdResult[],
  level: ThresholdResult['level'],
): ThresholdResult | undefined {
  return thresholds.find(
    (one) =>
      one.outcome === 'broken' &&
      one.level === level &&
      text.startsWith(`${one.id} is `) &&
      text.includes(one.bound),
  );
}

/** Subject and figure of a threshold: `GetVacancy` and `p95`, `crud` and `response p95`. Both may contain dots. */
export function subjectOf(id: string): { of: string; stat: string } {
  const parts =
    /^(?:calls|journeys|metrics|observed)\.(.+?)\.((?:duration\.|response\.|firstMessage\.|longestGap\.)?(?:p\d+(?:\.\d+)?|[a-z]+))$/.exec(
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
