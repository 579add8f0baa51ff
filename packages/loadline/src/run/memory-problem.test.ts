import { expect, it } from 'vitest';
import type { RunSpec } from '../core/spec/run-spec';
import { memoryProblem, sharedCost } from './memory-problem';

const GB = 1024 ** 3;

/** Makes a run of 500 virtual users with this number of iterations per second, four calls each. */
function planned(rate: number, hours: number): RunSpec {
  const loadMs = hours * 3_600_000;
  const calls = ['a', 'b', 'c', 'd'];
  const schedule = { kind: 'constant', rate, timeUnitMs: 1_000, durationMs: loadMs, startMs: 0 };
  const rows = calls.map((call) => ({ call, phase: 'load', isStream: false, protocol: 'grpc' }));
  return {
    loadMs,
    calls: rows,
    journeys: [{ name: 'one', schedule, calls, virtualUsers: 500 }],
  } as unknown as RunSpec;
}

it('assumes that k6 keeps no samples when loadline chooses that: 72 hours need no more memory than one', () => {
  expect(memoryProblem(planned(100, 1), undefined, 2 * GB)).toEqual([]);
  expect(memoryProblem(planned(100, 72), undefined, 2 * GB)).toEqual([]);
});

it('counts the samples of a run that keeps them, and the virtual users of each run', () => {
  expect(memoryProblem(planned(100, 72), false, 2 * GB)).toHaveLength(1);
  expect(memoryProblem(planned(100, 72), true, GB / 8)).toHaveLength(1);
});

it('tells what two hours on five machines cost each of them', () => {
  expect(sharedCost(planned(250, 2), 5)).toEqual({
    // A fifth of 1.8 million iterations with 20 samples each, plus one sample of the generator every 50 ms.
    samples: (1_800_000 * 20) / 5 + 144_000,
    // k6 itself and 100 virtual users, times 1.5 for garbage, plus loadline.
    memoryMb: Math.ceil(1.5 * (60 + 100 * 0.95) + 300),
    uploadMb: 85,
    diskMb: 850,
  });
});

it('counts what a stream has more than another call', () => {
  const call = (isStream: boolean) => {
    const spec = planned(250, 2);
    return sharedCost({ ...spec, calls: spec.calls.map((row) => ({ ...row, isStream })) }, 5).samples;
  };
  expect(call(true) - call(false)).toBe((1_800_000 * 4 * 6) / 5);
});
