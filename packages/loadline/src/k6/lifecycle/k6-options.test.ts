import { expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import type { Threshold } from '../../core/thresholds/threshold';
import { frozenLoad } from './frozen-load';
import { k6Options } from './k6-options';

const aborts: Threshold = {
  id: 'journeys.crud.failed',
  level: 'fail',
  subject: { of: 'journey', journey: 'crud', measure: 'failed' },
  stat: 'share',
  op: '<=',
  bound: 0.1,
  text: '10%',
  why: 'test',
  minSamples: 1,
  abortAfterMs: 3_000,
};
const schedule = { kind: 'constant', rate: 1, timeUnitMs: 1_000, durationMs: 10_000, startMs: 40 } as const;
const SPEC = exampleSpec({
  journeys: [exampleJourney('crud', 10, { virtualUsers: 6, schedule }), exampleJourney('listing', 10)],
  thresholds: [aborts],
  instances: 2,
});

it('with a warm-up, all virtual users of the pool run it once, and everything else begins after it', () => {
  const { scenarios } = k6Options({ ...SPEC, warmUpMs: 5_000 }, true);
  expect(scenarios?.warmUp).toEqual({
    executor: 'per-vu-iterations',
    exec: 'warmUp',
    // Six and two of the journeys, and one for each instance that watches its generator.
    vus: 10,
    iterations: 1,
    maxDuration: '5000ms',
    gracefulStop: '0s',
    // They connect one after the other in the first three quarters.
    env: { CONNECT_GAP_MS: '375', CONNECT_MS: '5000' },
  });
  const starts = Object.entries(scenarios ?? {}).map(([name, { startTime }]) => [name, startTime]);
  expect(Object.fromEntries(starts)).toEqual({
    warmUp: undefined,
    crud: '5040ms',
    listing: '5000ms',
    generator: '5000ms',
  });
});

it('a journey of many virtual users begins before the end of the warm-up, with a whole number of arrivals', () => {
  const fast = { kind: 'constant', rate: 3, timeUnitMs: 1_000, durationMs: 10_000, startMs: 40 } as const;
  const { scenarios } = k6Options(
    {
      ...SPEC,
      journeys: [
        exampleJourney('crud', 10, { virtualUsers: 4_990, schedule: fast }),
        exampleJourney('listing', 10, { schedule: { ...fast, rate: 2 } }),
        exampleJourney('viewing', 10, { schedule: { ...fast, rate: 1, timeUnitMs: 3_000 } }),
      ],
      warmUpMs: 10_000,
    },
    true,
  );
  // k6 cuts the gap to whole nanoseconds. Three and two arrivals last at least 1 s; the gap of viewing is longer than that.
  expect(scenarios?.crud).toMatchObject({ startTime: '9040.000001ms', duration: '10999.999999ms' });
  expect(scenarios?.listing).toMatchObject({ startTime: '9040ms', duration: '11000ms' });
  expect(scenarios?.viewing).toMatchObject({ startTime: '10040ms', duration: '10000ms' });
  expect(scenarios?.warmUp).toMatchObject({ maxDuration: '9000ms', env: { CONNECT_MS: '9000' } });
});

it.each([2, 5, 2.1, 1.9, 3, 200])(
  'in the shortest warm-up, connecting lasts at least 1 s, the least that k6 accepts: %s iterations a second',
  (rate) => {
    const many = exampleJourney('crud', 10, {
      virtualUsers: 4_990,
      schedule: { ...schedule, rate: rate * 10, timeUnitMs: 10_000 },
    });
    const { scenarios } = k6Options({ ...SPEC, journeys: [many], warmUpMs: 2_000 }, true);
    expect(Number.parseInt(Object(scenarios?.warmUp).maxDuration, 10)).toBeGreaterThanOrEqual(1_000);
  },
);

it('without one, there is no such scenario', () => {
  const { scenarios } = k6Options(SPEC, true);
  expect(Object.keys(scenarios ?? {})).toEqual(['crud', 'listing', 'generator']);
  expect(scenarios?.crud?.startTime).toBe('40ms');
});

it('under k6 alone, a threshold with abort waits for the warm-up too', () => {
  const { thresholds } = k6Options({ ...SPEC, warmUpMs: 5_000 }, false);
  expect(JSON.stringify(thresholds)).toContain('"delayAbortEval":"8000ms"');
});

it('an archive that was made with another warm-up is another load', () => {
  const made = k6Options({ ...SPEC, warmUpMs: 5_000 }, true).scenarios;
  expect(frozenLoad(k6Options({ ...SPEC, warmUpMs: 5_000 }, true).scenarios, made)).toEqual([]);
  expect(frozenLoad(k6Options(SPEC, true).scenarios, made).map(({ where }) => where)).toContain(
    'journey crud',
  );
});
