import { describe, expect, it } from 'vitest';
import type { RunSpec } from '../core/spec/run-spec';
import { goSettings, goSettingsText } from './go-settings';

const GB = 1024 ** 3;

/** Makes a run of one minute with this number of calls per second. */
function run(virtualUsers: number, callsPerSecond: number): RunSpec {
  const schedule = {
    kind: 'constant',
    rate: callsPerSecond,
    timeUnitMs: 1_000,
    durationMs: 60_000,
    startMs: 0,
  };
  return {
    journeys: [{ schedule, virtualUsers, calls: ['Get'] }],
    loadMs: 60_000,
  } as unknown as RunSpec;
}

describe('settings of Go', () => {
  it.each([
    { processors: 1, rate: 1_000, settings: { GOGC: '400', GOMAXPROCS: '4' } },
    { processors: 1, rate: 1_001, settings: { GOGC: '400' } },
    { processors: 2, rate: 1, settings: { GOGC: '400' } },
  ])('$processors processors, $rate calls a second', ({ processors, rate, settings }) => {
    expect(goSettings(run(1, rate), 1, processors, 8 * GB)).toEqual(settings);
  });

  it.each([1, 2])('%i processors: the same share of the free memory', (processors) => {
    expect(goSettings(run(1_000, 1), 1, processors, 2 * GB).GOGC).toBe('127');
    expect(goSettings(run(1_000, 1), 1, processors, 4 * GB).GOGC).toBe('182');
  });

  it('memory that the run needs does not count as free, and instances share the rest', () => {
    // Virtual users need 0.95 GB: nothing of one gigabyte is left.
    expect(goSettings(run(1_000, 1), 1, 2, GB).GOGC).toBe('100');
    expect(Number(goSettings(run(1_000, 1), 2, 2, 4 * GB).GOGC)).toBeLessThan(182);
  });
});

describe('the line of the plan', () => {
  it.each([
    [{}, 2, 8 * GB, 'garbage collection: GOGC=400, up to 107 MB more than at GOGC=100'],
    [{}, 1, 8 * GB, 'garbage collection: GOGC=400, up to 107 MB more than at GOGC=100; GOMAXPROCS=4'],
    [{}, 2, 0, 'garbage collection: GOGC=100'],
    [
      { GOGC: '70', GOMEMLIMIT: '4GiB' },
      1,
      8 * GB,
      'garbage collection: GOGC=70 from the environment; GOMAXPROCS=4; GOMEMLIMIT=4GiB from the environment',
    ],
  ])('%o on %i processors', (environment, processors, available, text) => {
    expect(goSettingsText(run(1, 1), environment, processors, available)).toBe(text);
  });
});
