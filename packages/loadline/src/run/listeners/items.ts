import type { CallSnapshot, Snapshot } from './snapshot';

const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const;

/** Decimal places of times in ms and of rates. */
const PRECISION = 3;

/** An event or a set of figures for listeners of kind webhook, splunk and debug, as plain JSON. */
export interface Item {
  readonly type: 'start' | 'stop' | 'verdict' | 'call' | 'failure';
  /** In ms since the epoch. */
  readonly timeMs: number;
  readonly [field: string]: unknown;
}

/**
 * The items of a snapshot: its event; or one item for each call that changed, then one for each cause of new failures.
 */
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

/** Fields of a call: counts and times (in ms) since the start of the run, and rates since the last figures. */
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
