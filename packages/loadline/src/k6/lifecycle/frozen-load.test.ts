import type { Options } from 'k6/options';
import { expect, it } from 'vitest';
import { frozenLoad } from './frozen-load';

type Scenarios = Options['scenarios'];

const constant = (rate: number, duration: string, timeUnit: string) =>
  ({ crud: { executor: 'constant-arrival-rate', rate, duration, timeUnit } }) as unknown as Scenarios;
const ramping = (duration: string, target: number) =>
  ({
    crud: { executor: 'ramping-arrival-rate', startRate: 0, timeUnit: '1s', stages: [{ duration, target }] },
  }) as unknown as Scenarios;

it.each([
  [
    'the same durations, written differently',
    constant(30, '90000ms', '30000ms'),
    constant(30, '1m30s', '30s'),
  ],
  ['fractions of seconds', constant(30, '1500ms', '3600000ms'), constant(30, '1.5s', '1h0m0s')],
  // 2.0035 * 1000 is less than 2003.5.
  ['half milliseconds', constant(30, '2003.5ms', '1s'), constant(30, '2.0035s', '1s')],
  ['nanoseconds that k6 cuts', constant(30, '0.9999999ms', '1s'), constant(30, '999.999µs', '1s')],
  ['stages', ramping('61000ms', 5), ramping('1m1s', 5)],
  ['a scenario that is not planned', constant(1, '1s', '1s'), {} as Scenarios],
])('finds no difference in %s', (_name, planned, running) => {
  expect(frozenLoad(planned, running)).toEqual([]);
});

it.each([
  ['rate', constant(30, '90s', '30s'), constant(1, '90s', '30s')],
  ['duration', constant(30, '90s', '30s'), constant(30, '9s', '30s')],
  ['period', constant(30, '90s', '30s'), constant(30, '90s', '30ms')],
  ['stage', ramping('60s', 5), ramping('60s', 6)],
  ['kind', ramping('60s', 5), constant(5, '60s', '1s')],
])('names a journey with another %s', (_name, planned, running) => {
  expect(frozenLoad(planned, running).map(({ where }) => where)).toEqual(['journey crud']);
});

it.each([
  ['debug', 'DEBUG'],
  ['sweep', 'SWEEP_RUN, SWEEP_OLDER_THAN'],
])('an archive with a load cannot %s instead', (name, where) => {
  const planned = { [name]: { executor: 'per-vu-iterations' } } as unknown as Scenarios;
  expect(frozenLoad(planned, constant(1, '1s', '1s'))).toEqual([
    { code: 'archive-is-fixed', where, message: expect.stringContaining('has no effect on an archive') },
  ]);
  expect(frozenLoad(planned, planned)).toEqual([]);
});
