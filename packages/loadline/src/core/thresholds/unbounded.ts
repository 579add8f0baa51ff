import type { Aggregate, JourneyStats } from '../figures/aggregate';
import { counted } from '../text/counted';
import type { ThresholdResult } from '../verdict/judge';
import type { Threshold } from './threshold';

/** Stands in for the cause of failures that no cause is known of. */
const UNNAMED = '';

const REPAIRED = ' and were repaired by a retry, so that no iteration failed';

/**
 * Finds failures that no judged `fail` threshold bounds: nothing says how many would be too many, so a run may have none. A
 * failed call makes its iteration fail, so a threshold on the failures of every journey also bounds those of all calls, except
 * failed attempts that a retry repaired.
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
  const ofNoCall = causesOfNoCall(journeys, loadCalls);
  const isJourneyBounded = (name: string) =>
    bounded.some((subject) => subject.of === 'journey' && subject.journey === name);
  const isCallBounded = (name: string) =>
    bounded.some((subject) => subject.of === 'call' && subject.call === name);
  const failedJourneys = journeys
    .filter(({ journey, failed }) => failed > 0 && !isJourneyBounded(journey))
    .flatMap((stats) => (isRunBounded ? onlyBy(ofNoCall, stats) : [{ ...stats, by: '' }]));
  const areAllBounded = journeys.length > 0 && journeys.every(({ journey }) => isJourneyBounded(journey));
  const failedCalls = isRunBounded
    ? []
    : loadCalls
        .filter(({ call }) => !isCallBounded(call))
        .map((stats) =>
          areAllBounded ? { ...stats, failed: stats.repaired ?? 0, by: REPAIRED } : { ...stats, by: '' },
        )
        .filter(({ failed }) => failed > 0);
  return [
    ...failedJourneys.map(({ journey, failed, done, by }) =>
      unbounded(`${failed} of ${counted(done, 'iteration')} of ${journey}`, `journeys.${journey}`, by),
    ),
    ...failedCalls.map(({ call, failed, count, by }) =>
      unbounded(`${failed} of ${counted(count, 'call')} of ${call}`, `calls.${call}`, by),
    ),
  ];
}

function unbounded(what: string, where: string, by: string): string {
  return `${what} failed${by}, and no \`fail\` threshold that was judged bounds them: write "failed" under ${where}`;
}

interface Failures {
  readonly failed: number;
  readonly causes: Readonly<Record<string, number>>;
}

/**
 * Causes of failed iterations that failed calls do not explain. A threshold of the run bounds the failures of calls, but an
 * iteration may also fail without one. An iteration fails by the cause of one of its calls, so each cause is counted for itself:
 * an iteration with several failed calls would hide another one that failed by its job.
 */
function causesOfNoCall(journeys: readonly Failures[], calls: readonly Failures[]): string[] {
  const ofCalls = byCause(calls);
  return Object.entries(byCause(journeys)).flatMap(([cause, failed]) =>
    failed > (ofCalls[cause] ?? 0) ? [cause] : [],
  );
}

/** Failures by cause. Those without a known cause are under UNNAMED. */
function byCause(stats: readonly Failures[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { failed, causes } of stats) {
    let unnamed = failed;
    for (const [cause, count] of Object.entries(causes)) {
      sums[cause] = (sums[cause] ?? 0) + count;
      unnamed -= count;
    }
    sums[UNNAMED] = (sums[UNNAMED] ?? 0) + Math.max(0, unnamed);
  }
  return sums;
}

/** Of the failed iterations of a journey those by some causes, and how a message names these. */
function onlyBy(
  causes: readonly string[],
  stats: JourneyStats,
): { journey: string; failed: number; done: number; by: string }[] {
  const own = byCause([stats]);
  const failedBy = causes.filter((cause) => (own[cause] ?? 0) > 0);
  if (failedBy.length === 0) return [];
  const failed = failedBy.reduce((sum, cause) => sum + (own[cause] ?? 0), 0);
  const names = failedBy.filter((cause) => cause !== UNNAMED).join(', ');
  const { journey, done } = stats;
  return [{ journey, failed, done, by: names && ` by ${names}` }];
}
