import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleResult } from '../../../../tests/harness/example-result';
import { exampleSpec } from '../../../../tests/harness/example-spec';
import type { Aggregate } from '../core/figures/aggregate';
import type { Threshold } from '../core/thresholds/threshold';
import { watchRun } from './live-run';

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
    const view = { show: vi.fn(), judging: vi.fn(), clear: vi.fn() };
    const spec = exampleSpec({ thresholds: [SLOW], loadMs: 60_000 });
    return { stop, view, end: watchRun({ figures, spec, stop, view }) };
  };

  it('stops the run once, when a threshold with `abort` is broken and its delay is over', () => {
    const { stop, end } = watch(() => failing);
    vi.advanceTimersByTime(3_500);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(3_000);
    expect(stop).toHaveBeenCalledExactlyOnceWith(SLOW.id);
    end();
  });

  it('does not stop it while the threshold holds, or before the load', () => {
    const idle = {
      ...failing,
      journeys: failing.journeys.map((journey) => ({ ...journey, started: 0, dropped: 0 })),
    };
    for (const figures of [healthy, idle]) {
      const { stop, end } = watch(() => figures);
      vi.advanceTimersByTime(20_000);
      expect(stop).not.toHaveBeenCalled();
      end();
    }
  });

  it('shows the last figures at its end, and then that they are judged', () => {
    const { view, end } = watch(() => healthy);
    end();
    expect(view.show).toHaveBeenCalledOnce();
    expect(view.judging).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(20_000);
    expect(view.show).toHaveBeenCalledOnce();
  });
});
