import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { arrivals, referenceService } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '20', DURATION: '3s' };

it('the duration of an iteration with a pause of 1 to 2 s is that of its calls', async () => {
  const service = await referenceService({ latencyMs: 50, seedRecords: 90 });
  const variables = { ...variablesFor(service), ...SHORT, EXTRA_TIME: '3s' };
  const end = await runK6({ variables, bundle: fixtureBundle('pauses') });
  expect(end.code, end.output).toBe(0);
  const [thinking] = resultOf(end).aggregate.journeys;
  expect(thinking).toMatchObject({ failed: 0, dropped: 0 });
  expect(thinking?.done).toBeGreaterThan(4);
  for (const times of [thinking?.duration, thinking?.response]) {
    expect(times?.min).toBeGreaterThan(95);
    // With the pause, every iteration would take more than a second.
    expect(times?.min).toBeLessThan(1_000);
  }
  const [created = [], deleted = []] = await Promise.all(
    ['CreateVacancy', 'DeleteVacancy'].map((method) => arrivals(service, method)),
  );
  // An iteration starts every 500 ms, so the first deletion belongs to the first iteration, or to one with a shorter pause.
  expect((deleted[0] ?? 0) - (created[0] ?? 0)).toBeGreaterThan(1_000);
});

it('a pause beyond `maxDuration` is a journey_timeout', async () => {
  const service = await referenceService({ latencyMs: 600, seedRecords: 0 });
  const variables = { ...variablesFor(service), USERS: '10', DURATION: '2s', EXTRA_TIME: '1ms' };
  const end = await runK6({ variables, bundle: fixtureBundle('pauses') });
  const [thinking] = resultOf(end).aggregate.journeys;
  expect(thinking?.started).toBe(thinking?.done);
  expect(thinking?.causes).toEqual({ journey_timeout: thinking?.done });
});

it('a pause that leaves no time for the calls is reported before the first request', async () => {
  const service = await referenceService();
  const end = await runK6({
    variables: { ...variablesFor(service), ...SHORT },
    bundle: fixtureBundle('pauses'),
  });
  expect(end.code).toBe(107);
  expect(end.stderr).toContain(
    'journey thinking: pause: 1 pause of up to 2s leave no time for the calls of an iteration that may take 2s',
  );
  expect(service.stats().calls).toEqual({});
});
