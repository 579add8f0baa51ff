import { expect, test } from 'vitest';
import { plainResult } from '../../../../tests/harness/example-result';
import { FailureWatch } from './failure-facts';

const AT = 1_764_000_000_000_000;

test('each cause has its first and last time and one example; a failed iteration has the example of one of its calls', () => {
  const watch = new FailureWatch({
    journeys: [
      { name: 'crud', calls: ['CreateVacancy', 'GetVacancy'] },
      { name: 'listing', calls: ['GetVacancies'] },
    ],
  });
  const seen: number[] = [];
  const resolve = watch.watching(() => (us) => seen.push(us));
  const call = resolve('call_failures', { call: 'GetVacancy', cause: 'INTERNAL' });
  call?.(AT + 5_000, 1);
  call?.(AT, 1);
  call?.(AT + 9_000_000, 0);
  resolve('journey_failures', { journey: 'crud', cause: 'INTERNAL', phase: 'load' })?.(AT + 7_000, 1);
  resolve('journey_failures', { journey: 'listing', cause: 'INTERNAL', phase: 'load' })?.(AT + 8_000, 1);
  resolve('call_failed', { call: 'GetVacancy' })?.(AT, 1);
  expect(seen).toHaveLength(6);

  const { aggregate } = plainResult();
  const causes = { INTERNAL: 2, UNKNOWN: 1 };
  const failing = {
    ...aggregate,
    calls: aggregate.calls.map((stats) => ({ ...stats, causes })),
    journeys: aggregate.journeys.map((stats) => ({ ...stats, causes: { INTERNAL: 1 } })),
  };
  const example = { of: 'call', name: 'GetVacancy', cause: 'INTERNAL', text: 'oops' } as const;
  const { calls, journeys } = watch.addTo(failing, [example]);
  const facts = { firstAtMs: AT / 1000, lastAtMs: (AT + 5_000) / 1000, example: 'oops' };
  expect(calls.find(({ call: name, phase }) => name === 'GetVacancy' && phase === 'load')?.failures).toEqual({
    INTERNAL: facts,
  });
  expect(calls.find(({ call: name }) => name === 'CreateVacancy')).not.toHaveProperty('failures');
  expect(journeys.find(({ journey }) => journey === 'crud')?.failures?.INTERNAL).toEqual({
    firstAtMs: (AT + 7_000) / 1000,
    lastAtMs: (AT + 7_000) / 1000,
    example: 'oops',
  });
  expect(journeys.find(({ journey }) => journey === 'listing')?.failures?.INTERNAL).toEqual({
    firstAtMs: (AT + 8_000) / 1000,
    lastAtMs: (AT + 8_000) / 1000,
  });
});
