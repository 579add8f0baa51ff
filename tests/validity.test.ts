import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { eventually } from './harness/eventually';
import { type K6Child, resultOf, runK6, startK6 } from './harness/k6-run';
import { arrivals, referenceService } from './harness/reference-service';
import { serviceProcess } from './harness/service-process';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '90', DURATION: '5s' };
const STOP_MS = 1_500;
const repeats = Number(process.env.REPEATS ?? 1);

/** Waits until the load is under way. */
function underWay(service: { controlPort: number }): Promise<void> {
  return eventually(async () => {
    const created = await arrivals(service, 'CreateVacancy');
    if (created.length < 4) throw new Error('the load is not under way yet');
  });
}

/** Stops a process for a time. The test needs exactly this time, so it waits by the clock. */
async function standStill({ process }: Pick<K6Child, 'process'>, ms: number): Promise<void> {
  process.kill('SIGSTOP');
  await delay(ms);
  process.kill('SIGCONT');
}

describe.each(Array.from({ length: repeats }, (_, index) => index + 1))('run %i', () => {
  test('a stopped generator makes the run invalid', async () => {
    const service = await referenceService();
    const k6 = await startK6({ variables: { ...variablesFor(service), ...SHORT } });
    await underWay(service);
    await standStill(k6, STOP_MS);
    const ending = await k6.ending;
    const { verdict, reasons } = resultOf(ending);
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toContain('generator was starved');
    expect(ending.code).toBe(99);
  });

  test('a run is also invalid when only the third of three generators stops', async () => {
    const service = await referenceService();
    const start = (segment: string) =>
      startK6({
        variables: { ...variablesFor(service), ...SHORT, INSTANCES: '3' },
        args: ['--execution-segment', segment, '--execution-segment-sequence', '0,1/3,2/3,1'],
      });
    const [first, second, third] = await Promise.all([start('0:1/3'), start('1/3:2/3'), start('2/3:1')]);
    await underWay(service);
    await standStill(third, STOP_MS);
    const verdicts = (await Promise.all([first.ending, second.ending, third.ending])).map(
      (end) => resultOf(end).verdict,
    );
    expect(verdicts).toEqual(['pass', 'pass', 'invalid']);
  });

  test('a healthy run is valid', async () => {
    const service = await referenceService();
    const { verdict, reasons, aggregate } = resultOf(
      await runK6({ variables: { ...variablesFor(service), ...SHORT } }),
    );
    expect({ verdict, reasons }).toEqual({ verdict: 'pass', reasons: [] });
    // The lag is measured every 50 ms.
    expect(aggregate.generatorLag?.count).toBeGreaterThan(50);
  });
});

test('a server that stops for 2 s does not make the run invalid, and response times count from the scheduled start', async () => {
  const service = await serviceProcess();
  // An iteration every 100 ms: one of them is due when the server stops.
  const k6 = await startK6({ variables: { ...variablesFor(service), ...SHORT, USERS: '300' } });
  await underWay(service);
  await standStill(service.child, 2_000);
  const { verdict, aggregate } = resultOf(await k6.ending);
  expect(verdict).not.toBe('invalid');
  expect(Math.max(...aggregate.journeys.map(({ response }) => response?.max ?? 0))).toBeGreaterThan(1_900);
});

test('a system that is too slow for the load fails with journey_timeout, and every iteration is counted', async () => {
  const service = await referenceService({ latencyMs: 3_000, seedRecords: 0 });
  const { verdict, aggregate } = resultOf(
    await runK6({ variables: { ...variablesFor(service), USERS: '30', DURATION: '4s', TAGS: 'crud' } }),
  );
  expect(verdict).toBe('fail');
  const [crud] = aggregate.journeys;
  expect(crud?.causes.journey_timeout).toBeGreaterThan(0);
  const accounted = (crud?.done ?? 0) + (crud?.dropped ?? 0);
  expect(accounted).toBeGreaterThanOrEqual(crud?.planned.min ?? Number.NaN);
  expect(accounted).toBeLessThanOrEqual(crud?.planned.max ?? Number.NaN);
});
