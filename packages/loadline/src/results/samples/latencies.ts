import { Int32Histogram } from 'hdr-histogram-js';
import type { Times } from '../../core/figures/aggregate';
import { areApart } from '../../core/thresholds/interpolated';

const US_PER_MS = 1000;
/** Buckets of the distribution per factor of ten: each is 2.3 % wide. */
const BUCKETS_PER_DECADE = 100;

/** Percentiles that every report shows. */
export const REPORTED_PERCENTILES = [50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99];

/** The first bucket of the histogram has 2 to this power values; each other bucket has half as many. */
const FIRST_BUCKET_BITS = 11;

/**
 * A histogram of whole µs with 3 significant digits. Unlike the library's, it finds the index of a value without
 * logarithms.
 */
class MicrosecondHistogram extends Int32Histogram {
  constructor() {
    super(1, 2, 3);
    this.autoResize = true;
  }

  override countsArrayIndex(us: number): number {
    if (us > MOST_INT32) return super.countsArrayIndex(us);
    const bucket = Math.max(0, 32 - FIRST_BUCKET_BITS - Math.clz32(us));
    return (bucket << (FIRST_BUCKET_BITS - 1)) + (us >> bucket);
  }
}

const MOST_INT32 = 2 ** 31 - 1;

/**
 * Durations of one series: an HdrHistogram of 3 significant digits in µs, so that merging loses nothing, and beside it the
 * figures that can be kept exactly.
 */
export class Latencies {
  private readonly histogram = new MicrosecondHistogram();
  private sumMs = 0;
  private minMs = Number.POSITIVE_INFINITY;
  private maxMs = 0;

  get count(): number {
    return this.histogram.totalCount;
  }

  /** Adds one duration. @param ms a negative value counts as 0 */
  add(ms: number): void {
    const value = ms > 0 ? ms : 0;
    this.histogram.recordValue(Math.round(value * US_PER_MS));
    this.sumMs += value;
    if (value < this.minMs) this.minMs = value;
    if (value > this.maxMs) this.maxMs = value;
  }

  reset(): void {
    this.histogram.reset();
    this.sumMs = 0;
    this.minMs = Number.POSITIVE_INFINITY;
    this.maxMs = 0;
  }

  /** Adds the durations of another series. */
  merge(other: Latencies): void {
    // The library's `add` looks at every count of the other histogram, and those of a second are mostly 0.
    other.eachCount((index, count) => {
      this.histogram.recordValueWithCount(other.histogram.valueFromIndex(index), count);
    });
    this.sumMs += other.sumMs;
    this.minMs = Math.min(this.minMs, other.minMs);
    this.maxMs = Math.max(this.maxMs, other.maxMs);
  }

  get max(): number {
    return this.maxMs;
  }

  /**
   * Percentiles in ms for `percents`, which are ascending, from 0 to 100. Between two ranks they are interpolated linearly,
   * as in k6.
   */
  percentiles(percents: readonly number[]): number[] {
    return this.quantiles(percents).map(({ ms }) => ms);
  }

  private quantiles(percents: readonly number[]): { ms: number; isInterpolated: boolean }[] {
    const last = this.count - 1;
    const ranks = percents.flatMap((percent) => {
      const rank = (percent / 100) * last;
      return [Math.floor(rank), Math.ceil(rank)];
    });
    const values = this.valuesAtRanks(ranks);
    return percents.map((percent, index) => {
      const rank = (percent / 100) * last;
      const [below = 0, above = 0] = [values[2 * index], values[2 * index + 1]];
      const part = rank - Math.floor(rank);
      return {
        ms: below + (above - below) * part,
        isInterpolated: part > 0 && areApart(below, above),
      };
    });
  }

  /**
   * The figures of this series. Undefined without samples.
   * @param percents further percentiles besides those of every report, such as those of thresholds
   */
  times(percents: readonly number[] = []): Times | undefined {
    if (this.count === 0) return undefined;
    const all = [...new Set([...REPORTED_PERCENTILES, ...percents])].sort((a, b) => a - b);
    const named = this.named(all);
    const avg = this.sumMs / this.count;
    return {
      count: this.count,
      min: this.minMs,
      avg,
      med: named.percentiles.p50 ?? 0,
      max: this.maxMs,
      ...named,
    };
  }

  /** Percentiles in ms by name, and which of them are interpolated. @param percents ascending, from 0 to 100 */
  named(percents: readonly number[]): Pick<Times, 'percentiles' | 'interpolated'> {
    const values = this.quantiles(percents);
    const named = percents.map((percent, index) => ({ name: `p${percent}`, ...values[index] }));
    const interpolated = named.flatMap(({ name, isInterpolated }) => (isInterpolated ? [name] : []));
    return {
      percentiles: Object.fromEntries(named.map(({ name, ms = 0 }) => [name, ms])),
      ...(interpolated.length > 0 && { interpolated }),
    };
  }

  /** Number of durations per bucket, without empty buckets. The upper bounds, in ms, are the same in all series. */
  distribution(): { upToMs: number; count: number }[] {
    const buckets = new Map<number, number>();
    this.eachValue((ms, count) => {
      const bucket = Math.ceil(Math.log10(Math.max(ms, 0.001)) * BUCKETS_PER_DECADE - 1e-9);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
    });
    return [...buckets].map(([bucket, count]) => ({
      upToMs: Number((10 ** (bucket / BUCKETS_PER_DECADE)).toPrecision(6)),
      count,
    }));
  }

  /** The sum of all durations, in ms. */
  get sum(): number {
    return this.sumMs;
  }

  /**
   * Number of durations in each bucket: up to the first bound, from there up to the second, and so on; the last bucket
   * is above the last bound. A duration that the histogram cannot distinguish from a bound counts as equal to that
   * bound.
   * @param boundsMs upper bounds of the buckets, ascending
   */
  countsBetween(boundsMs: readonly number[]): number[] {
    const counts = new Array<number>(boundsMs.length + 1).fill(0);
    let bucket = 0;
    this.eachValue((_ms, count, leastMs) => {
      while (bucket < boundsMs.length && leastMs > (boundsMs[bucket] ?? 0)) bucket += 1;
      counts[bucket] = (counts[bucket] ?? 0) + count;
    });
    return counts;
  }

  /** Values at the given ranks, which count from 0 and ascend (each is at most one below the one before it). */
  private valuesAtRanks(ranks: readonly number[]): number[] {
    const values: number[] = [];
    const order = ranks.map((rank, index) => ({ rank, index })).sort((a, b) => a.rank - b.rank);
    const { histogram } = this;
    let next = 0;
    let seen = 0;
    // Only counts that contain a wanted rank are converted to values: there are few.
    for (let index = this.firstIndex; next < order.length && seen < histogram.totalCount; index++) {
      const count = histogram.getCountAtIndex(index);
      if (count === 0) continue;
      seen += count;
      for (let at = order[next]; at && at.rank < seen; at = order[++next])
        values[at.index] = this.msAt(index);
    }
    return values;
  }

  /**
   * Visits every recorded value in ascending order, within the histogram's precision. `leastMs` is the lowest value
   * that the histogram cannot distinguish from this one.
   */
  private eachValue(visit: (ms: number, count: number, leastMs: number) => void): void {
    this.eachCount((index, count) => {
      visit(this.msAt(index), count, this.histogram.valueFromIndex(index) / US_PER_MS);
    });
  }

  /** Visits every count of the histogram that is not 0, in ascending order. */
  private eachCount(visit: (index: number, count: number) => void): void {
    const { histogram } = this;
    let left = histogram.totalCount;
    for (let index = this.firstIndex; left > 0 && index < histogram.countsArrayLength; index++) {
      const count = histogram.getCountAtIndex(index);
      if (count === 0) continue;
      left -= count;
      visit(index, count);
    }
  }

  /** The first index with a count. Thousands of indexes are below those of usual durations. */
  private get firstIndex(): number {
    return this.count === 0 ? 0 : this.histogram.countsArrayIndex(Math.round(this.minMs * US_PER_MS));
  }

  /** The value in ms that a count of the histogram stands for. */
  private msAt(index: number): number {
    const { histogram } = this;
    const us = histogram.medianEquivalentValue(histogram.valueFromIndex(index));
    return Math.min(Math.max(us / US_PER_MS, this.minMs), this.maxMs);
  }
}
