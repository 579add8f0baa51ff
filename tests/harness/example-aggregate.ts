import type { Aggregate, JourneyStats, Times } from '../../packages/loadline/src/core/figures/aggregate';

export function times(ms: number): Times {
  return {
    count: 100,
    min: ms,
    avg: ms,
    med: ms,
    max: ms,
    percentiles: { p50: ms, p90: ms, p95: ms, p99: ms, 'p99.9': ms },
  };
}

export const CRUD: JourneyStats = {
  journey: 'crud',
  planned: { min: 100, max: 101 },
  started: 100,
  done: 100,
  dropped: 0,
  interrupted: 0,
  unaccounted: 0,
  failed: 0,
  causes: {},
  duration: times(100),
  response: times(110),
  delay: times(10),
};

export const GOOD: Aggregate = {
  loadMs: 60_000,
  calls: [{ call: 'Get', phase: 'load', count: 100, failed: 0, causes: {}, duration: times(100) }],
  journeys: [CRUD],
  generatorLag: times(1),
  scriptErrors: 0,
  sessionsRenewed: 0,
  retries: 0,
  recordsLeft: 0,
  custom: { time_to_done: times(10_000), polls: { count: 300 } },
};

export function withCall(change: object): Aggregate {
  return { ...GOOD, calls: GOOD.calls.map((stats) => ({ ...stats, ...change })) };
}
