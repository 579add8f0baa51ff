import type { CallWindow, Times, Windows } from '../../core/figures/aggregate';

/** Figures of a call in a part of the load. */
export interface SpanFigures {
  readonly call: string;
  readonly count: number;
  readonly failed: number;
  readonly duration?: Times;
}

/** Extends a span to whole windows. `first` and `last` are numbers of windows, `from` and `to` are in s. */
export function wholeWindows({ seconds, length }: Windows, from: number, to: number) {
  const first = Math.min(length - 1, Math.max(0, Math.floor(from / seconds)));
  const last = Math.min(length, Math.max(first + 1, Math.ceil(to / seconds)));
  return { first, last, from: first * seconds, to: last * seconds };
}

/**
 * Figures of a part of the load, computed from buckets. A time is the middle of its bucket, at most 2.5 % from the measured
 * one.
 * @returns figures of each call that has windows, and of all these calls together
 */
export function figuresIn(
  windows: Windows,
  first: number,
  last: number,
): { calls: SpanFigures[]; all: SpanFigures } {
  const parts = Object.entries(windows.calls).map(([call, own]) => ({ call, own: own.slice(first, last) }));
  return {
    calls: parts.map(({ call, own }) => figures(call, own, windows.growth)),
    all: figures(
      '',
      parts.flatMap(({ own }) => own),
      windows.growth,
    ),
  };
}

function figures(call: string, own: readonly (CallWindow | null)[], growth: number): SpanFigures {
  const counts = new Map<number, number>();
  let [count, failed] = [0, 0];
  for (const window of own) {
    if (!window) continue;
    failed += window.failed;
    window.counts.forEach((samples, index) => {
      count += samples;
      const bucket = window.first + index;
      counts.set(bucket, (counts.get(bucket) ?? 0) + samples);
    });
  }
  if (count === 0) return { call, count, failed };
  return { call, count, failed, duration: times(counts, count, growth) };
}

function times(counts: ReadonlyMap<number, number>, count: number, growth: number): Times {
  const buckets = [...counts].filter(([, samples]) => samples > 0).sort(([a], [b]) => a - b);
  const middle = (bucket: number) => growth ** (bucket - 0.5);
  const at = (share: number) => {
    let seen = 0;
    for (const [bucket, samples] of buckets) {
      seen += samples;
      if (seen >= share * count) return middle(bucket);
    }
    return middle(buckets.at(-1)?.[0] ?? 0);
  };
  const sum = buckets.reduce((total, [bucket, samples]) => total + samples * middle(bucket), 0);
  const percentiles = { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  return { count, min: at(0), avg: sum / count, med: at(0.5), max: at(1), percentiles };
}

/** Largest size of the windows in a page, in characters. */
const MOST_CHARACTERS = 24_000;
/** With fewer windows than this, selecting a part of the load is not useful. */
const LEAST_WINDOWS = 12;

/**
 * Reduces windows to a size that fits into a page, by joining them in pairs.
 * @returns undefined when even the least number of windows is too large
 */
export function windowsForPage(windows: Windows | undefined): Windows | undefined {
  let small = windows;
  while (small && JSON.stringify(small.calls).length > MOST_CHARACTERS) {
    small = small.length / 2 < LEAST_WINDOWS ? undefined : joined(small);
  }
  return small;
}

/** Joins windows in pairs. */
function joined({ seconds, length, growth, calls }: Windows): Windows {
  const pairs = Math.ceil(length / 2);
  return {
    seconds: seconds * 2,
    length: pairs,
    growth,
    calls: Object.fromEntries(
      Object.entries(calls).map(([call, own]) => [
        call,
        Array.from({ length: pairs }, (_, index) =>
          merged(own[2 * index] ?? null, own[2 * index + 1] ?? null),
        ),
      ]),
    ),
  };
}

function merged(one: CallWindow | null, other: CallWindow | null): CallWindow | null {
  if (!one || !other) return one ?? other;
  const first = Math.min(one.first, other.first);
  const last = Math.max(one.first + one.counts.length, other.first + other.counts.length);
  const at = ({ first, counts }: CallWindow, bucket: number) => counts[bucket - first] ?? 0;
  const counts = Array.from(
    { length: last - first },
    (_, index) => at(one, first + index) + at(other, first + index),
  );
  return { failed: one.failed + other.failed, first, counts };
}
