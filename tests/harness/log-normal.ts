import type { CallStats, Times } from '../../packages/loadline/src/core/figures/aggregate';

const PERCENTILES = [50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99];

/** Makes the figures of a log-normal distribution. */
export function times(count: number, median: number, sigma: number): Times {
  const at = (percent: number) => median * Math.exp(sigma * normalQuantile(percent / 100));
  const percentiles = Object.fromEntries(PERCENTILES.map((percent) => [`p${percent}`, at(percent)]));
  const avg = median * Math.exp(sigma ** 2 / 2);
  return { count, min: at(0.01), avg, med: median, max: at(99.999), percentiles };
}

/** Makes the histogram of a log-normal distribution, in buckets of 10 %. */
export function histogram(count: number, median: number, sigma: number): CallStats['histogram'] {
  const share = (x: number) => 1 / (1 + Math.exp((-1.702 * Math.log(x / median)) / sigma));
  const bounds = Array.from({ length: 60 }, (_, index) => median * 0.15 * 1.1 ** index);
  return bounds
    .map((upToMs, index) => ({
      upToMs,
      count: Math.round(count * (share(upToMs) - (index === 0 ? 0 : share(upToMs / 1.1)))),
    }))
    .filter((bucket) => bucket.count > 0);
}

/** Quantile of the logistic distribution, scaled to approximate the normal one. That is close enough for example figures. */
function normalQuantile(probability: number): number {
  return Math.log(probability / (1 - probability)) / 1.702;
}
