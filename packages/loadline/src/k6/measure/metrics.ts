import { Counter, Rate, Trend } from 'k6/metrics';
import { METRIC } from '../../core/names';

/**
 * Every metric of a run, registered once. Times in ms. Tags are few and have a fixed set of values: call, journey, cause,
 * phase. Each metric is a constant of its own and pure, so that a virtual user keeps only those that its suite uses, and
 * none is looked up by name for each sample. The script that plans the run registers all of them in k6.
 */

/** Duration of one call, timeouts included. */
export const callDuration = /*#__PURE__*/ new Trend(METRIC.callDuration, true);
/** 1: the status or the body was not as expected. */
export const callFailed = /*#__PURE__*/ new Rate(METRIC.callFailed);
/** Failed calls by `cause`. Separate from `call_failed`, so that causes cost nothing while calls succeed. */
export const callFailures = /*#__PURE__*/ new Counter(METRIC.callFailures);
/** Attempts, retries included. Written only when a threshold bounds their rate. */
export const calls = /*#__PURE__*/ new Counter(METRIC.calls);
/** Size of a reply's body in bytes; only for HTTP calls. */
export const callBytes = /*#__PURE__*/ new Counter(METRIC.callBytes);
/** HTTP replies without a known size. Written instead of `call_bytes`, so that a size costs one sample in any case. */
export const callUnsized = /*#__PURE__*/ new Counter(METRIC.callUnsized);
/** Failed attempts of calls that succeeded after all, when the server had said when to come back: no iteration failed by them. */
export const callRepaired = /*#__PURE__*/ new Counter(METRIC.callRepaired);
/** Time from the start of a server stream to its first message. */
export const streamFirstMessage = /*#__PURE__*/ new Trend(METRIC.streamFirstMessage, true);
/** Longest time between two messages of a stream; only for streams with at least two. */
export const streamLongestGap = /*#__PURE__*/ new Trend(METRIC.streamLongestGap, true);
export const streamDuration = /*#__PURE__*/ new Trend(METRIC.streamDuration, true);
/** Messages of each stream. It is a Trend, because k6 cannot evaluate a threshold on the mean of a Counter. */
export const streamMessages = /*#__PURE__*/ new Trend(METRIC.streamMessages);
/** Duration of one iteration of a journey, without think time. */
export const journeyDuration = /*#__PURE__*/ new Trend(METRIC.journeyDuration, true);
/** Response time of an iteration, from its scheduled start: free of coordinated omission. */
export const journeyResponse = /*#__PURE__*/ new Trend(METRIC.journeyResponse, true);
export const journeyFailed = /*#__PURE__*/ new Rate(METRIC.journeyFailed);
/** Failed iterations by `cause` of the first failed call. */
export const journeyFailures = /*#__PURE__*/ new Counter(METRIC.journeyFailures);
/** Start of an iteration minus its scheduled start. One sample for every iteration that started. */
export const scheduleDelay = /*#__PURE__*/ new Trend(METRIC.scheduleDelay, true);
/** How late the timers of an idle virtual user fire: the health of the generator itself. */
export const generatorLag = /*#__PURE__*/ new Trend(METRIC.generatorLag, true);
/** By how many ms somebody set the clock of the generator. No sample when nobody did. */
export const clockStep = /*#__PURE__*/ new Counter(METRIC.clockStep);
/** Virtual users in the warm-up, also those that wait for their turn to connect. */
export const warmUpStarted = /*#__PURE__*/ new Counter(METRIC.warmUpStarted);
/** 1: a virtual user could not connect in the warm-up, by `cause`. */
export const warmUpFailed = /*#__PURE__*/ new Rate(METRIC.warmUpFailed);
export const scriptErrors = /*#__PURE__*/ new Counter(METRIC.scriptErrors);
export const sessionsRenewed = /*#__PURE__*/ new Counter(METRIC.sessionsRenewed);
/** Counts attempts that were made again. */
export const retries = /*#__PURE__*/ new Counter(METRIC.retries);
export const recordsLeft = /*#__PURE__*/ new Counter(METRIC.recordsLeft);

/** Gives each counter of trouble a sample of 0, so that "none" is distinguishable from "not measured". */
export function zeroCounters(): void {
  scriptErrors.add(0);
  sessionsRenewed.add(0);
  retries.add(0);
  recordsLeft.add(0);
}
