import type { CallWindow, Windows } from '../../core/figures/aggregate';

/** Most windows of a load: a page cannot show more. */
const MOST_WINDOWS = 120;
/** Most calls that windows are kept for: those with the most samples. */
const MOST_CALLS = 10;
/** Ratio between the bounds of a bucket: it is 5 % wide, so its middle is at most 2.5 % from the measured value. */
const GROWTH = 1.05;
/** Index of the first bucket, which ends at 1 µs. The last one reaches to 3 h. */
const FIRST = Math.floor(Math.log(0.001) / Math.log(GROWTH));
const BUCKETS = Math.ceil(Math.log(1e7) / Math.log(GROWTH)) - FIRST;

interface OpenWindow {
  failed: number;
  readonly counts: Uint32Array;
}

/** Durations of calls by window of time, from which the figures of any part of a load can be made. */
export class TimeWindows {
  private readonly seconds: number;
  private readonly length: number;
  private readonly calls = new Map<string, { count: number; readonly windows: (OpenWindow | undefined)[] }>();

  /** @param loadMs length of the load */
  constructor(loadMs: number) {
    this.seconds = Math.max(1, Math.ceil(loadMs / 1000 / MOST_WINDOWS));
    this.length = Math.max(1, Math.ceil(loadMs / 1000 / this.seconds));
  }

  /** Adds one call. @param second after the start of the load */
  call(second: number, name: string, ms: number): void {
    const { counts } = this.at(second, name);
    const bucket = ms > 0 ? Math.ceil(Math.log(ms) / Math.log(GROWTH) - 1e-9) : FIRST;
    const place = Math.min(BUCKETS - 1, Math.max(0, bucket - FIRST));
    counts[place] = (counts[place] ?? 0) + 1;
    const call = this.calls.get(name);
    if (call) call.count += 1;
  }

  callFailed(second: number, name: string): void {
    this.at(second, name).failed += 1;
  }

  /** All windows. Undefined when there was no call. */
  stats(): Windows | undefined {
    if (this.calls.size === 0) return undefined;
    const most = [...this.calls].sort(([, a], [, b]) => b.count - a.count).slice(0, MOST_CALLS);
    const { seconds, length } = this;
    const calls = most.map(([name, { windows }]) => [
      name,
      Array.from({ length }, (_, index) => closed(windows[index])),
    ]);
    return { seconds, length, growth: GROWTH, calls: Object.fromEntries(calls) };
  }

  /** The window of a second. Calls after the end of the load go to the last window. */
  private at(second: number, name: string): OpenWindow {
    let call = this.calls.get(name);
    if (!call) {
      call = { count: 0, windows: [] };
      this.calls.set(name, call);
    }
    const place = Math.min(this.length - 1, Math.floor(second / this.seconds));
    let window = call.windows[place];
    if (!window) {
      window = { failed: 0, counts: new Uint32Array(BUCKETS) };
      call.windows[place] = window;
    }
    return window;
  }
}

function closed(window: OpenWindow | undefined): CallWindow | null {
  if (!window) return null;
  const first = window.counts.findIndex((count) => count > 0);
  const last = window.counts.findLastIndex((count) => count > 0);
  const counts = first < 0 ? [] : [...window.counts.subarray(first, last + 1)];
  return { failed: window.failed, first: FIRST + Math.max(0, first), counts };
}
