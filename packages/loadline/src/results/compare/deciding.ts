import type { Result } from '../../core/verdict/result';

/** A statistic of response times or durations by which runs can be compared. */
export interface BoundTime {
  /** `calls.GetVacancy.p95`, `journeys.crud.response.p95`, `metrics.time_to_complete.p95`. */
  readonly id: string;
  readonly of: 'call' | 'journey' | 'metric';
  readonly name: string;
  readonly measure: 'duration' | 'response' | 'firstMessage' | 'longestGap';
  /** `p95`, `avg`, `med`, `min`, `max` … */
  readonly stat: string;
  /** Whether a `fail` threshold bounds it. */
  readonly decides: boolean;
}

// Names may contain dots, and so may percentiles (p99.9).
const ID =
  /^(calls|journeys|metrics)\.(.+?)(?:\.(duration|response|firstMessage|longestGap))?\.(avg|med|min|max|p\d+(?:\.\d+)?)$/;

const OF = { calls: 'call', journeys: 'journey', metrics: 'metric' } as const;

/** Every statistic of times that a `fail` threshold of any run bounds. */
export function boundTimes(runs: readonly Result[]): BoundTime[] {
  const ids = new Set(failThresholds(runs).map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const [, kind, name, measure = 'duration', stat] = ID.exec(id) ?? [];
    if (kind === undefined || name === undefined || stat === undefined) return [];
    const of = OF[kind as keyof typeof OF];
    return [{ id, of, name, measure: measure as BoundTime['measure'], stat, decides: true }];
  });
}

/** Share of failures that a `fail` threshold allows, by the threshold's ID; the smallest where runs differ. */
export function failureBounds(runs: readonly Result[]): Map<string, number> {
  const bounds = new Map<string, number>();
  for (const { id, bound } of failThresholds(runs)) {
    const percent = id.endsWith('.failed') ? /^≤ (\d+(?:\.\d+)?)%$/.exec(bound)?.[1] : undefined;
    if (percent === undefined) continue;
    bounds.set(id, Math.min(Number(percent) / 100, bounds.get(id) ?? Number.POSITIVE_INFINITY));
  }
  return bounds;
}

function failThresholds(runs: readonly Result[]): Result['thresholds'] {
  return runs.flatMap(({ thresholds }) => thresholds).filter(({ level }) => level === 'fail');
}
