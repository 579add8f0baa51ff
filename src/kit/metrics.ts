import { Counter, Rate, Trend } from 'k6/metrics';
import { METRIC } from '../load/names';

/** Every metric of a run, registered once. Times in ms. Tags are few and bounded: call, journey, cause, phase. */
export const metrics = {
  /** One call by its own clock, timeouts included. */
  callDuration: new Trend(METRIC.callDuration, true),
  /** 1 = status or body not as expected. */
  callFailed: new Rate(METRIC.callFailed),
  /** Failed calls by `cause`: apart from `call_failed`, so that naming causes costs nothing while calls succeed. */
  callFailures: new Counter(METRIC.callFailures),
  /** Attempts, retries included. */
  calls: new Counter(METRIC.calls),
  /** From the start of a server stream to its first message. */
  streamFirstMessage: new Trend(METRIC.streamFirstMessage, true),
  streamDuration: new Trend(METRIC.streamDuration, true),
  streamMessages: new Counter(METRIC.streamMessages),
  /** One pass of a journey, think time left out. */
  journeyDuration: new Trend(METRIC.journeyDuration, true),
  /** The same from the instant the pass was due: free of coordinated omission. */
  journeyResponse: new Trend(METRIC.journeyResponse, true),
  journeyFailed: new Rate(METRIC.journeyFailed),
  /** Failed passes by `cause`: that of the first failed call. */
  journeyFailures: new Counter(METRIC.journeyFailures),
  journeys: new Counter(METRIC.journeys),
  /** Start of a pass minus the instant it was due; one sample for every pass that started. */
  scheduleDelay: new Trend(METRIC.scheduleDelay, true),
  /** How late a timer of an idle virtual user fires: the health of the generator itself. */
  generatorLag: new Trend(METRIC.generatorLag, true),
  scriptErrors: new Counter(METRIC.scriptErrors),
  sessionsRenewed: new Counter(METRIC.sessionsRenewed),
  retries: new Counter(METRIC.retries),
  recordsLeft: new Counter(METRIC.recordsLeft),
};

/** Gives the counters that mean trouble a sample of 0 each, so that "none" can be told from "not measured". */
export function zeroCounters(): void {
  metrics.scriptErrors.add(0);
  metrics.sessionsRenewed.add(0);
  metrics.retries.add(0);
  metrics.recordsLeft.add(0);
}
