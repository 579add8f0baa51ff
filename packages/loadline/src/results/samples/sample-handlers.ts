import { METRIC } from '../../core/names';
import type { MetricKind } from '../../core/spec/run-spec';
import type { SampleHandler } from './sample-scanner';
import type { Tally } from './tally';

/** Tags of a series. */
export type Tags = Readonly<Record<string, string>>;

/** Handler for the samples of one of the suite's own metrics. */
export function ownHandler(kind: MetricKind, tally: Tally): SampleHandler {
  if (kind === 'times') return (_us, ms) => tally.duration.add(ms);
  return (_us, count) => {
    tally.count += count;
  };
}

/** Handler for the samples of a call. Undefined for a metric that has no figure. */
export function callHandler(
  metric: string,
  tally: Tally,
  { cause = 'UNKNOWN' }: Tags,
): SampleHandler | undefined {
  const handlers: Partial<Record<string, SampleHandler>> = {
    [METRIC.callDuration]: (_us, ms) => tally.duration.add(ms),
    [METRIC.callFailed]: (_us, isFailed) => {
      tally.count += 1;
      tally.failed += isFailed;
    },
    [METRIC.callFailures]: (_us, count) => {
      tally.causes[cause] = (tally.causes[cause] ?? 0) + count;
    },
    [METRIC.callBytes]: (_us, bytes) => {
      tally.bytes += bytes;
      tally.sized += 1;
    },
    [METRIC.callUnsized]: (_us, count) => {
      tally.unsized += count;
    },
    [METRIC.callRepaired]: (_us, count) => {
      tally.repaired += count;
    },
    [METRIC.streamFirstMessage]: (_us, ms) => tally.firstMessage.add(ms),
    [METRIC.streamLongestGap]: (_us, ms) => tally.longestGap.add(ms),
    [METRIC.streamMessages]: (_us, count) => {
      tally.streams += 1;
      tally.messages += count;
    },
  };
  return handlers[metric];
}

/** Handler for the samples of a journey. Undefined for a metric that has no figure. */
export function journeyHandler(
  metric: string,
  tally: Tally,
  { cause = 'UNKNOWN' }: Tags,
): SampleHandler | undefined {
  const handlers: Partial<Record<string, SampleHandler>> = {
    [METRIC.journeyDuration]: (_us, ms) => tally.duration.add(ms),
    [METRIC.journeyResponse]: (_us, ms) => tally.response.add(ms),
    [METRIC.scheduleDelay]: (_us, ms) => tally.delay.add(ms),
    [METRIC.journeyFailed]: (_us, isFailed) => {
      tally.count += 1;
      tally.failed += isFailed;
    },
    [METRIC.journeyFailures]: (_us, count) => {
      tally.causes[cause] = (tally.causes[cause] ?? 0) + count;
    },
    [METRIC.dropped]: (_us, count) => {
      tally.dropped += count;
    },
  };
  return handlers[metric];
}

/** Passes each sample to up to three handlers. */
export function together(first: SampleHandler, ...others: (SampleHandler | undefined)[]): SampleHandler {
  const [second, third] = others.filter((handler) => handler !== undefined);
  if (!second) return first;
  if (!third) {
    return (us, value, metadata) => {
      first(us, value, metadata);
      second(us, value, metadata);
    };
  }
  return (us, value, metadata) => {
    first(us, value, metadata);
    second(us, value, metadata);
    third(us, value, metadata);
  };
}
