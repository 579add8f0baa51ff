import { Counter, Rate, Trend } from 'k6/metrics';
import { METRIC } from '../../core/names';

/*
 * Every metric of a run, registered once. Times in ms. Tags are few and bounded: call, journey, cause, phase. Constants of
 * their own, and pure: a virtual user keeps only those that its suite uses, and none is looked up by name for each sample.
 * k6 knows all of them from where it plans the run.
 */

/** One call by its own clock, timeouts included. */
export const callDuration = /*#__PURE__*/ new Trend(METRIC.callDuration, true);
/** 1 = status or body not as expected. */
export const callFailed = /*#__PURE__*/ new Rate(METRIC.callFailed);
/** Failed calls by `cause`: apart from `call_failed`, so that naming causes costs nothing while calls succeed. */
export const callFailures = /*#__PURE__*/ new Counter(METRIC.callFailures);
/** Attempts, retries included; added to only when a threshold is on their number. */
export const calls = /*#__PURE__*/ new Counter(METRIC.calls);
/** Bytes of a reply's body; of HTTP calls only. */
export const callBytes = /*#__PURE__*/ new Counter(METRIC.callBytes);
/** HTTP replies that do not tell how long they are: in their stead, so that a size costs one sample in any case. */
export const callUnsized = /*#__PURE__*/ new Counter(METRIC.callUnsized);
/** From the start of a server stream to its first message. */
export const streamFirstMessage = /*#__PURE__*/ new Trend(METRIC.streamFirstMessage, true);
export const streamDuration = /*#__PURE__*/ new Trend(METRIC.streamDuration, true);
/** Messages of each stream: a Trend, as k6 holds no threshold against the mean of a Counter. */
export const streamMessages = /*#__PURE__*/ new Trend(METRIC.streamMessages);
/** One iteration of a journey, think time left out. */
export const journeyDuration = /*#__PURE__*/ new Trend(METRIC.journeyDuration, true);
/** The same from the scheduled start: free of coordinated omission. */
export const journeyResponse = /*#__PURE__*/ new Trend(METRIC.journeyResponse, true);
export const journeyFailed = /*#__PURE__*/ new Rate(METRIC.journeyFailed);
/** Failed iterations by `cause`: that of the first failed call. */
export const journeyFailures = /*#__PURE__*/ new Counter(METRIC.journeyFailures);
/** Start of an iteration minus its scheduled start; one sample for every iteration that started. */
export const scheduleDelay = /*#__PURE__*/ new Trend(METRIC.scheduleDelay, true);
/** How late a timer of an idle virtual user fires: the health of the generator itself. */
export const generatorLag = /*#__PURE__*/ new Trend(METRIC.generatorLag, true);
export const scriptErrors = /*#__PURE__*/ new Counter(METRIC.scriptErrors);
export const sessionsRenewed = /*#__PURE__*/ new Counter(METRIC.sessionsRenewed);
export const retries = /*#__PURE__*/ new Counter(METRIC.retries);
export const recordsLeft = /*#__PURE__*/ new Counter(METRIC.recordsLeft);

/** Gives the counters that mean trouble a sample of 0 each, so that "none" can be told from "not measured". */
export function zeroCounters(): void {
  scriptErrors.add(0);
  sessionsRenewed.add(0);
  retries.add(0);
  recordsLeft.add(0);
}
