import { probit } from 'simple-statistics';
import { atMost } from './binomial';

/** Share of future runs of the same system that a suggested bound lets pass. */
const COVERAGE = 0.99;

/** Confidence that a bound really has this coverage. */
const CONFIDENCE = 0.95;

/**
 * One-sided upper tolerance limit of times: with 95 % confidence, 99 % of further runs are below it. The logarithms of a
 * percentile are taken as normally distributed over runs, because their spread is a share of the time.
 * @param times a figure of each run, in ms, above 0
 * @returns ms
 */
export function toleranceLimit(times: readonly number[]): number {
  const logs = times.map((time) => Math.log(time));
  const mean = sum(logs) / logs.length;
  const variance = sum(logs.map((log) => (log - mean) ** 2)) / (logs.length - 1);
  return Math.exp(mean + toleranceFactor(logs.length) * Math.sqrt(variance));
}

/**
 * Factor of the standard deviation, by Natrella's approximation (NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.3).
 * @param n number of runs, at least 2
 */
export function toleranceFactor(n: number): number {
  const [z, zConfidence] = [probit(COVERAGE), probit(CONFIDENCE)];
  const a = 1 - zConfidence ** 2 / (2 * (n - 1));
  const b = z ** 2 - zConfidence ** 2 / n;
  return (z + Math.sqrt(z ** 2 - a * b)) / a;
}

/**
 * Largest share of failures that 99 % of further runs have, with 95 % confidence in the rate of failures. The rate is the
 * upper limit of Clopper and Pearson (1934) over all attempts of all runs.
 * @param failed failures of all runs
 * @param attempts attempts of all runs, at least 1
 * @param perRun attempts of a further run, at least 1
 * @returns a share of 1
 */
export function failedLimit(failed: number, attempts: number, perRun: number): number {
  const rate = bisect((p) => atMost(failed, attempts, p) > 1 - CONFIDENCE);
  let [low, high] = [0, perRun];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (atMost(middle, perRun, rate) < COVERAGE) low = middle + 1;
    else high = middle;
  }
  return high / perRun;
}

/** The largest p from 0 to 1 for which a condition holds that holds below it and not above it. */
function bisect(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
