import type { CallStats } from '../../core/figures/aggregate';
import { plannedText } from '../../core/spec/planned-text';
import { showBytes, showCount, showShare } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import { ratePerSecond, showTime, timeFigure } from './figures';

/** A key figure at the top of the report. */
export interface Tile {
  readonly value: string;
  readonly name: string;
}

type Counted = Pick<CallStats, 'call' | 'count' | 'failed' | 'duration'>;

/** Key figures of a whole run. */
export function tilesOf({ spec, aggregate }: Result): Tile[] {
  const { calls, journeys, loadMs, bytesReceived, recordsLeft, cleanUp } = aggregate;
  const load = calls.filter(({ phase }) => phase === 'load');
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const planned = {
    min: sum(journeys.map((journey) => journey.planned.min)),
    max: sum(journeys.map((journey) => journey.planned.max)),
  };
  return [
    ...callTiles(load, totalOf(load), loadMs / 1000),
    {
      value: showCount(sum(journeys.map(({ done }) => done))),
      name: `iterations done of ${plannedText(planned, showCount)} planned`,
    },
    { value: showCount(spec.users), name: spec.users === 1 ? 'user' : 'users at the top of the load' },
    ...(bytesReceived === undefined ? [] : [{ value: showBytes(bytesReceived), name: 'received' }]),
    cleanUp === 'none'
      ? { value: 'not removed', name: 'records: the suite does not remove any' }
      : { value: showCount(recordsLeft), name: recordsLeft === 1 ? 'record left' : 'records left' },
  ];
}

/** Key figures of calls, for the whole load or a part of it. @param about prefix of approximate figures from buckets */
export function callTiles(
  calls: readonly Counted[],
  { count, failed }: Pick<Counted, 'count' | 'failed'>,
  seconds: number,
  about = '',
): Tile[] {
  const [slowest] = calls.toSorted((a, b) => p95Of(b) - p95Of(a));
  return [
    { value: ratePerSecond(count, seconds), name: 'calls per second' },
    { value: showCount(count), name: count === 1 ? 'call' : 'calls' },
    {
      value: showShare(failed, count),
      name: `failed (${showCount(failed)} ${failed === 1 ? 'call' : 'calls'})`,
    },
    ...(slowest?.duration
      ? [
          {
            value: `${about}${showTime(slowest.duration, 'p95')} ms`,
            name: `p95 of ${slowest.call}, the slowest call`,
          },
        ]
      : []),
  ];
}

/** Totals of several calls. */
export function totalOf(calls: readonly Pick<CallStats, 'count' | 'failed'>[]): {
  count: number;
  failed: number;
} {
  return calls.reduce(
    (total, { count, failed }) => ({ count: total.count + count, failed: total.failed + failed }),
    { count: 0, failed: 0 },
  );
}

function p95Of({ duration }: Counted): number {
  return timeFigure(duration, 'p95') ?? -1;
}
