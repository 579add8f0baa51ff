import type { Aggregate } from '../figures/aggregate';
import { counted } from '../text/counted';
import type { ThresholdResult } from '../verdict/judge';
import type { Threshold } from './threshold';

/**
 * Finds failures that no judged `fail` threshold bounds: nothing says how many would be too many, so a run may have none. A
 * failed call makes its iteration fail, so a threshold on the failures of every journey also bounds those of all calls.
 * @param results results of the thresholds, in the same order
 */
export function unboundedFailures(
  { calls, journeys }: Aggregate,
  thresholds: readonly Threshold[],
  results: readonly ThresholdResult[],
): string[] {
  const bounded = thresholds.flatMap(({ level, stat, subject }, index) => {
    const outcome = results[index]?.outcome;
    const isJudged = outcome === 'held' || outcome === 'broken';
    return level === 'fail' && stat === 'share' && isJudged ? [subject] : [];
  });
  const isRunBounded = bounded.some(({ of }) => of === 'run');
  const loadCalls = calls.filter(({ phase }) => phase === 'load');
  // A threshold on the run bounds the failures of calls, but an iteration may also fail without a failed call.
  const areDueToCalls = failures(journeys) <= failures(loadCalls);
  const isJourneyBounded = (name: string) =>
    bounded.some((subject) => subject.of === 'journey' && subject.journey === name);
  const isCallBounded = (name: string) =>
    bounded.some((subject) => subject.of === 'call' && subject.call === name);
  const failedJourneys =
    isRunBounded && areDueToCalls
      ? []
      : journeys.filter(({ journey, failed }) => failed > 0 && !isJourneyBounded(journey));
  const areAllBounded = journeys.length > 0 && journeys.every(({ journey }) => isJourneyBounded(journey));
  const failedCalls =
    areAllBounded || isRunBounded
      ? []
      : loadCalls.filter(({ call, failed }) => failed > 0 && !isCallBounded(call));
  return [
    ...failedJourneys.map(({ journey, failed, done }) =>
      unbounded(`${failed} of ${counted(done, 'iteration')} of ${journey}`, `journeys.${journey}`),
    ),
    ...failedCalls.map(({ call, failed, count }) =>
      unbounded(`${failed} of ${counted(count, 'call')} of ${call}`, `calls.${call}`),
    ),
  ];
}

function unbounded(what: string, where: string): string {
  return `${what} failed, and no \`fail\` threshold that was judged bounds them: write "failed" under ${where}`;
}

function failures(stats: readonly { readonly failed: number }[]): number {
  return stats.reduce((sum, { failed }) => sum + failed, 0);
}
