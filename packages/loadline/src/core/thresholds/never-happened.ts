import { type Aggregate, callStats, type JourneyStats } from '../figures/aggregate';
import type { JourneyWork } from '../spec/run-spec';
import { counted } from '../text/counted';
import type { Subject, Threshold } from './threshold';
import { isOfStream } from './threshold-names';

/**
 * Explains by failures why a threshold has no sample: every iteration that could have reached the call or measurement failed
 * before it, which is the system's fault. This is read from the figures: one good iteration without the call shows that the
 * script does not make it, and then failures explain nothing.
 * @returns the explanation; undefined when failures do not explain it
 */
export function failuresBefore(
  { subject }: Threshold,
  aggregate: Aggregate,
  work: readonly JourneyWork[] = [],
): string | undefined {
  if (subject.of === 'call' && isOfStream(subject.measure)) {
    const { count = 0, failed = 0 } = callStats(aggregate, subject.call, 'load') ?? {};
    if (count > 0) return failed === count ? all(count, 'call', 'failed') : undefined;
  }
  const journeys = aggregate.journeys.filter(({ journey }) =>
    work.some((one) => one.name === journey && comesTo(subject, one)),
  );
  if (journeys.length === 0 || !journeys.every(haveAllFailed)) return undefined;
  return journeys
    .map(({ journey, done }) => all(done, 'iteration', `of ${journey} failed before`))
    .join(', ');
}

function all(count: number, noun: string, rest: string): string {
  return count === 1 ? `the only ${noun} ${rest}` : `all ${counted(count, noun)} ${rest}`;
}

function comesTo(subject: Subject, { calls, metrics }: JourneyWork): boolean {
  if (subject.of === 'call') return calls.includes(subject.call);
  return subject.of === 'metric' && metrics.includes(subject.metric);
}

function haveAllFailed({ done, failed }: JourneyStats): boolean {
  return done > 0 && failed === done;
}
