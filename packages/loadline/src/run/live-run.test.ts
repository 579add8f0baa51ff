import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleResult } from '../../../../tests/harness/example-result';
import type { Aggregate } from '../core/figures/aggregate';
import type { Threshold } from '../core/thresholds/threshold';
import { liveLine, watchRun } from './live-run';

const SLOW: Threshold = {
  id: 'calls.Get.failed',
  level: 'fail',
  subject: { of: 'run', measure: 'failed' },
  stat: 'share',
  op: '<=',
  bound: 0.01,
  text: '1%',
  why: 'users leave',
  abortAfterMs: 3_000,
};

const { aggregate } = exampleResult({ seconds: 10, seed: 1 });
const healthy: Aggregate = {
  ...aggregate,
  calls: aggregate.calls.map((call) => ({ ...call, failed: 0 })),
};
const failing: Aggregate = {
  ...aggregate,
  calls: aggregate.calls.map((call) => ({ ...call, failed: call.count })),
};

describe('the watch over a run', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const watch = (figures: () => Aggregate) => {
    const stop = vi.fn();
    const lines: string[] = [];
    const progress = { show: (line: string) => void lines.push(line), end: () => {} };
    return { stop, lines, end: watchRun({ figures, spec: { thresholds: [SLOW] }, stop, progress }) };
  };

  it('stops the run once, when a threshold with `abort` is broken and its delay is over', () => {
    const { stop, end } = watch(() => failing);
    vi.advanceTimersByTime(3_500);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(3_000);
    expect(stop).toHaveBeenCalledOnce();
    expect(end()).toBe(SLOW.id);
  });

  it('does not stop it while the threshold holds, or before the load', () => {
    const idle = { ...failing, journeys: failing.journeys.map((journey) => ({ ...journey, started: 0 })) };
    for (const figures of [healthy, idle]) {
      const { stop, end } = watch(() => figures);
      vi.advanceTimersByTime(20_000);
      expect(stop).not.toHaveBeenCalled();
      expect(end()).toBeUndefined();
    }
  });
});

it('a line has iterations, rate, failures, p95 and broken thresholds, in 100 columns', () => {
  const line = liveLine(failing, [SLOW], 65_400, 123.4);
  expect(line).toMatch(
    /^1m5s {2}\d+\/\d+–\d+ iterations {2}123 calls\/s {2}\d+ failed {2}p95 [\d.]+ ms {2}broken: calls\.Get/,
  );
  expect(line.length).toBeLessThanOrEqual(100);
});

it('a lower bound on the rate of the whole run is not shown as broken before the end', () => {
  const subject = { of: 'run', measure: 'rate' } as const;
  const rate: Threshold = {
    ...SLOW,
    id: 'run.rate',
    subject,
    stat: 'rate',
    op: '>=',
    bound: 1e9,
    text: '>= 1000000000/s',
  };
  const line = (threshold: Threshold) => liveLine(healthy, [threshold], 1_000, 1);
  expect(line(rate)).toContain('all thresholds hold');
  expect(line({ ...rate, op: '<=', bound: 0 })).toContain('broken: run.rate');
});
