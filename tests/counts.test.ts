import { describe, expect, it } from 'vitest';
import { callStats } from '../packages/loadline/src/core/figures/aggregate';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { reportCounts, serverCounts } from './harness/server-counts';
import { variablesFor } from './harness/variables';

// Ten CRUD iterations: with evenly spread failures, every fifth call of a method can fail.
const LOAD = { USERS: '100', DURATION: '3s', MAX_SESSIONS: '5' };

describe("the report's counts equal the server's, by method and status,", () => {
  it('in a healthy run', async () => {
    const service = await referenceService();
    const end = await runK6({ variables: { ...variablesFor(service), ...LOAD } });
    const { aggregate } = resultOf(end);
    const counts = serverCounts(service.stats());
    expect(reportCounts(aggregate)).toEqual(counts);
    expect(counts.CreateVacancy?.OK).toBeGreaterThanOrEqual(10);
    expect(counts.GetVacancies?.OK).toBeGreaterThanOrEqual(6);
    expect(Object.values(counts).map((statuses) => Object.keys(statuses))).toEqual(
      Array.from(Object.keys(counts), () => ['OK']),
    );
  });

  it('with 20 % of the calls failing; sign-ins and clean-up have rows of their own', async () => {
    // With ownership the service would also refuse the clean-up, which does not know whose a record is.
    const service = await referenceService({ failShare: 0.2, ownership: false });
    const end = await runK6({ variables: { ...variablesFor(service), ...LOAD } });
    expect(end.code).toBe(99);
    const { aggregate } = resultOf(end);
    const counts = serverCounts(service.stats());
    expect(reportCounts(aggregate)).toEqual(counts);
    for (const method of ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy', 'GetVacancies']) {
      expect(counts[method]).toEqual({ OK: expect.any(Number), INTERNAL: expect.any(Number) });
    }
    expect(callStats(aggregate, 'SignInUser', 'setup')?.count).toBe(5);
    expect(callStats(aggregate, 'SignInUser', 'load')).toBeUndefined();
    // The clean-up deletes the records whose deletion failed in the load.
    expect(callStats(aggregate, 'DeleteVacancy', 'teardown')?.count).toBeGreaterThan(0);
    expect(callStats(aggregate, 'GetVacancies', 'teardown')?.count).toBeGreaterThan(0);
    const crud = aggregate.journeys.find(({ journey }) => journey === 'crud');
    expect(callStats(aggregate, 'CreateVacancy', 'load')?.count).toBe(crud?.done);
    expect(aggregate.recordsLeft).toBe(0);
  });
});
