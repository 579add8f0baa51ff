import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunningService } from '../services/src/service';
import { TestClient } from '../services/src/vacancies/test-client';
import { eventually } from './harness/eventually';
import { fixtureBundle } from './harness/fixture-suites';
import { type K6Ending, resultOf, runK6, startK6 } from './harness/k6-run';
import { ENOUGH_RECORDS, referenceService, titlesLeft } from './harness/reference-service';
import { variablesFor } from './harness/variables';

const LOAD = { USERS: '60', DURATION: '3s', MAX_SESSIONS: '5' };

/** Records of other users. The last one belongs to a run whose id begins with the id of this run. */
const BYSTANDERS = ['Night nurse', 'Sailor [loadline]', 'Cook [loadline-mine2 1]'];

async function addBystanders({ address }: RunningService): Promise<void> {
  const client = new TestClient(address);
  onTestFinished(() => client.close());
  await client.signIn();
  for (const title of BYSTANDERS) await client.create(title);
}

/** Runs until the server has records of the run, then sends one SIGINT as Ctrl-C does. */
async function interrupt(service: RunningService, variables: Record<string, string>): Promise<K6Ending> {
  const k6 = await startK6({ variables });
  await eventually(() => expect(created(service)).toBeGreaterThan(1));
  await eventually(() => expect(service.stats().records).toBeGreaterThan(ENOUGH_RECORDS));
  k6.process.kill('SIGINT');
  return k6.ending;
}

function created(service: RunningService): number {
  return service.stats().calls['pb.VacancyService/CreateVacancy']?.OK ?? 0;
}

describe('records of a run', () => {
  it('are removed after a healthy run, and no other records', async () => {
    const service = await referenceService();
    await addBystanders(service);
    const end = await runK6({ variables: { ...variablesFor(service), ...LOAD, RUN_ID: 'mine' } });
    expect(end.code).toBe(0);
    expect(created(service)).toBeGreaterThan(BYSTANDERS.length);
    expect((await titlesLeft(service)).toSorted()).toEqual(BYSTANDERS.toSorted());
    expect(resultOf(end).aggregate.recordsLeft).toBe(0);
  });

  it.each([0, 0.2])('are removed after one Ctrl-C in the middle, failing share %d', async (failShare) => {
    // Slow enough that some records always exist.
    const service = await referenceService({ latencyMs: 100, failShare });
    const variables = { ...variablesFor(service), ...LOAD, DURATION: '30s' };
    const end = await interrupt(service, variables);
    expect(end.code).toBe(105);
    expect(await titlesLeft(service)).toEqual([]);
    expect(service.stats().records).toBe(ENOUGH_RECORDS);
    const { verdict, aggregate } = resultOf(end);
    expect(verdict).toBe('invalid');
    expect(aggregate.recordsLeft).toBe(0);
  });

  it('are removed after a run that broke its thresholds, also when deleting them fails at first', async () => {
    const service = await referenceService({ failShare: 0.3 });
    const end = await runK6({ variables: { ...variablesFor(service), ...LOAD } });
    expect(end.code).toBe(99);
    expect(resultOf(end)).toMatchObject({ verdict: 'fail', aggregate: { recordsLeft: 0 } });
    expect(created(service)).toBeGreaterThan(0);
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('are removed after a run that a threshold with `abort` has ended', async () => {
    const service = await referenceService({
      latencyMs: 100,
      failShare: 0.3,
      faultMethods: ['GetVacancy', 'DeleteVacancy'],
    });
    const variables = { ...variablesFor(service), ...LOAD, DURATION: '60s' };
    const end = await runK6({ variables, bundle: fixtureBundle('aborting') });
    expect(end.code, end.output).toBe(99);
    const { verdict, aggregate } = resultOf(end);
    expect([verdict, aggregate.recordsLeft]).toEqual(['fail', 0]);
    const [{ started = 0, planned } = {}] = aggregate.journeys;
    expect(started).toBeLessThan((planned?.min ?? 0) / 2);
    expect(created(service)).toBeGreaterThan(0);
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('do not exist after a set-up that failed half-way', async () => {
    const service = await referenceService({ signInQuota: 2 });
    const end = await runK6({ variables: { ...variablesFor(service), ...LOAD } });
    expect(end.output).toContain('could not sign in: RESOURCE_EXHAUSTED');
    expect([end.code, created(service)]).toEqual([107, 0]);
    expect(await titlesLeft(service)).toEqual([]);
  });
});
