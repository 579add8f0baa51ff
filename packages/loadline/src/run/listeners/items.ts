import type { CallSnapshot, Snapshot } from './snapshot';

const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const;

/** Decimals of times in ms and of rates. */
const PRECISION = 3;

/** One thing that a listener of kind webhook, splunk or debug is told, as plain JSON. */
export interface Item {
  readonly type: 'start' | 'stop' | 'verdict' | 'call' | 'failure';
  /** In ms since the epoch. */
  readonly timeMs: number;
  readonly [field: string]: unknown;
}

/** What a snapshot says, item by item: an event; or each call with news, then each cause of failures with news. */
export function itemsOf({ atMs: timeMs, dimensions, event, figures }: Snapshot): Item[] {
  if (event) return [{ timeMs, ...dimensions, ...event }];
  if (!figures) return [];
  const { seconds, active, calls, failures } = figures;
  return [
    ...calls.map((call): Item => ({ type: 'call', timeMs, ...dimensions, active, ...gauges(call, seconds) })),
    ...failures.map(
      ({ of, name, ...rest }): Item => ({ type: 'failure', timeMs, ...dimensions, [of]: name, ...rest }),
    ),
  ];
}

/** Counts and times since the start of the run, rates since the last figures. Times are in ms. */
function gauges({ stats, newCount, newFailed }: CallSnapshot, seconds: number): object {
  const { call, phase, count, failed, duration } = stats;
  return {
    call,
    phase,
    count,
    failed,
    newCount,
    newFailed,
    perSecond: rounded(newCount / seconds),
    failedPerSecond: rounded(newFailed / seconds),
    ...(duration && {
      avg: rounded(duration.avg),
      min: rounded(duration.min),
      max: rounded(duration.max),
      ...Object.fromEntries(PERCENTILES.map((name) => [name, rounded(duration.percentiles[name] ?? 0)])),
    }),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(PRECISION));
}
