import { describe, expect, it } from 'vitest';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import type { Protocol } from '../names';
import { aggregateFromK6, type K6Metric } from './from-k6';

const TAGS = 'call:GetThing,phase:load';

/** Returns the mean size of the replies of ten calls. @param counts values of counters by their selectors */
function meanBytes(
  counts: Readonly<Record<string, number>>,
  protocol: Protocol = 'http',
): number | undefined {
  const metrics: Record<string, K6Metric> = {
    [`call_failed{${TAGS}}`]: { values: { passes: 0, fails: 10 } },
  };
  for (const [key, count] of Object.entries(counts)) metrics[key] = { values: { count } };
  const calls = [{ call: 'GetThing', phase: 'load', isStream: false, protocol } as const];
  return aggregateFromK6({ metrics }, exampleSpec({ calls })).calls[0]?.meanBytes;
}

describe('the mean size of replies', () => {
  const bytes = { [`call_bytes{${TAGS}}`]: 4_000 };

  it('covers all calls', () => {
    expect(meanBytes(bytes)).toBe(400);
    expect(meanBytes({ [`call_bytes{${TAGS}}`]: 0 })).toBe(0);
  });

  it('leaves out only calls without a complete reply', () => {
    const failures = (cause: string, count: number) => ({ [`call_failures{${TAGS},cause:${cause}}`]: count });
    const lost = { ...failures('connection_refused', 3), ...failures('truncated_body', 2) };
    expect(meanBytes({ ...bytes, ...lost, ...failures('status_500', 1) })).toBe(800);
    expect(meanBytes({ ...bytes, ...failures('timeout', 10) })).toBeUndefined();
    // Each cause counts once.
    for (const cause of ['tls', 'dns', 'connection_reset', 'connection_failed'])
      expect(meanBytes({ ...bytes, ...failures(cause, 5) })).toBe(800);
  });

  it('is absent when a reply does not declare its size, and for gRPC', () => {
    expect(meanBytes({ ...bytes, [`call_unsized{${TAGS}}`]: 1 })).toBeUndefined();
    expect(meanBytes({}, 'grpc')).toBeUndefined();
  });
});

it('percentiles have the same order, whatever the order in which k6 gives them', () => {
  const times = (...stats: string[]) => {
    const percentiles = Object.fromEntries(stats.map((stat) => [stat, Number.parseFloat(stat.slice(2))]));
    const values = { count: 40, min: 1, avg: 5, med: 5, max: 90, ...percentiles };
    const calls = [{ call: 'GetThing', phase: 'load', isStream: false, protocol: 'grpc' } as const];
    const metrics = {
      [`call_duration{${TAGS}}`]: { values },
      [`call_failed{${TAGS}}`]: { values: { passes: 0, fails: 40 } },
    };
    return JSON.stringify(aggregateFromK6({ metrics }, exampleSpec({ calls })).calls[0]?.duration);
  };
  expect(times('p(99.9)', 'p(95)', 'p(99)')).toContain('"interpolated":["p99","p99.9"]');
  expect(times('p(99.9)', 'p(95)', 'p(99)')).toBe(times('p(95)', 'p(99)', 'p(99.9)'));
});
