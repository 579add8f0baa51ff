import { describe, expect, it } from 'vitest';
import type { Aggregate, CallStats, JourneyStats, Times } from '../figures/aggregate';
import { compileThresholds } from '../thresholds/compile-thresholds';
import { judge } from './judge';

const why = 'because';

function thresholdsIn(file: Parameters<typeof compileThresholds>[0]) {
  const { thresholds, problems } = compileThresholds(file, 'thresholds.json');
  expect(problems).toEqual([]);
  return thresholds.common;
}

function times(count: number): Times {
  return { count, min: 100, avg: 100, med: 100, max: 100, percentiles: { p95: 100 } };
}

function sumOf(causes: Readonly<Record<string, number>>): number {
  return Object.values(causes).reduce((sum, count) => sum + count, 0);
}

function call(name: string, count: number, causes: Readonly<Record<string, number>> = {}): CallStats {
  return { call: name, phase: 'load', count, failed: sumOf(causes), causes, duration: times(count) };
}

function journey(causes: Readonly<Record<string, number>> = {}): JourneyStats {
  const counts = { started: 100, done: 100, dropped: 0, interrupted: 0, unaccounted: 0 };
  const planned = { min: 100, max: 101 };
  return { journey: 'crud', planned, ...counts, failed: sumOf(causes), causes, response: times(100) };
}

const GOOD: Aggregate = {
  loadMs: 60_000,
  calls: [call('Create', 100), call('Get', 100)],
  journeys: [journey()],
  scriptErrors: 0,
  sessionsRenewed: 0,
  retries: 0,
  recordsLeft: 0,
};

describe('failed iterations that no failed call explains, when only the run’s failed calls are bounded', () => {
  const thresholds = thresholdsIn({
    journeys: { crud: { failed: '1%', minSamples: 1_000, why } },
    run: { failed: '5%', why },
  });
  // Three failed calls in each of four iterations: by their number alone they would explain 12 failed iterations.
  const busy = call('Create', 1_000, { UNAVAILABLE: 12 });
  const judged = (causes: Record<string, number>) => {
    return judge({ ...GOOD, calls: [busy, call('Get', 100)], journeys: [journey(causes)] }, thresholds);
  };

  it.each(['job_failed', 'host_timeout', 'journey_timeout', 'NOT_FOUND'])(
    'fail the run with %s, next to iterations with several failed calls',
    (cause) => {
      const { verdict, reasons } = judged({ UNAVAILABLE: 4, [cause]: 8 });
      expect(verdict).toBe('fail');
      expect(reasons).toEqual([expect.stringContaining(`8 of 100 iterations of crud failed by ${cause}`)]);
    },
  );

  it('pass when the failed calls explain them all', () => {
    expect(judged({ UNAVAILABLE: 12 })).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  it('are reported with each cause', () => {
    const { reasons } = judged({ UNAVAILABLE: 4, job_failed: 2, job_timeout: 1 });
    expect(reasons).toEqual([
      expect.stringContaining('3 of 100 iterations of crud failed by job_failed, job_timeout'),
    ]);
  });
});

describe('failed attempts that a retry repaired, so that no iteration failed', () => {
  const busy: CallStats = { ...call('Get', 82, { status_503: 41 }), repaired: 41 };
  const judged = (file: Partial<Parameters<typeof thresholdsIn>[0]>) =>
    judge(
      { ...GOOD, calls: [call('Create', 100), busy] },
      thresholdsIn({ journeys: { crud: { failed: '1%', why } }, ...file }),
    );

  it('fail the run when only the failures of iterations are bounded', () => {
    const { verdict, reasons } = judged({});
    expect(verdict).toBe('fail');
    expect(reasons).toEqual([
      expect.stringMatching(
        /^41 of 82 calls of Get failed and were repaired by a retry, .* under calls\.Get$/,
      ),
    ]);
  });

  it('are bounded by a threshold on the call, and by one on the run', () => {
    expect(judged({ calls: { Get: { failed: '60%', why } } })).toMatchObject({
      verdict: 'pass',
      reasons: [],
    });
    expect(judged({ run: { failed: '60%', why } })).toMatchObject({ verdict: 'pass', reasons: [] });
  });
});

describe('a figure with a `warn` and a `fail`', () => {
  const thresholds = thresholdsIn({
    calls: { Create: { failed: { warn: '0.1%', fail: '1%' }, p95: { warn: '1ms', fail: '20s' }, why } },
    journeys: { crud: { failed: '50%', why } },
  });
  const judged = judge(
    { ...GOOD, calls: [call('Create', 100, { UNAVAILABLE: 18 }), call('Get', 100)] },
    thresholds,
  );

  it('is reported once when both break: as a reason', () => {
    expect(judged.reasons).toEqual([
      expect.stringMatching(/^calls\.Create\.failed is 18%, the bound is ≤ 1%/),
    ]);
    expect(judged.warnings.join('\n')).not.toContain('calls.Create.failed');
    expect(judged.thresholds.filter(({ outcome }) => outcome === 'broken')).toHaveLength(3);
  });

  it('is a warning when only the `warn` breaks', () => {
    expect(judged.warnings).toEqual([
      expect.stringMatching(/^calls\.Create\.p95 is 100\.0 ms, the bound is ≤ 1ms/),
    ]);
  });
});
