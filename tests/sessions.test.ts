import { describe, expect, it } from 'vitest';
import { callStats } from '../src/load/aggregate';
import { DEMO_ACCOUNTS } from '../src/node/services/vacancies/demo-accounts';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { serverCounts } from './harness/server-counts';
import { standInServer } from './harness/stand-in-server';
import { variablesFor } from './harness/variables';

describe('sessions', () => {
  it('2 accounts, MAX_SESSIONS=3: three sign-ins in turn, shared out over the virtual users', async () => {
    const server = await standInServer('success');
    const variables = { ...variablesFor(server, DEMO_ACCOUNTS.slice(0, 2)), MAX_SESSIONS: '3' };
    await runK6({ variables: { ...variables, TAGS: 'crud', USERS: '60', DURATION: '3s' } });
    expect(server.signIns.toSorted()).toEqual([
      'user1@example.com',
      'user1@example.com',
      'user2@example.com',
    ]);
    const tokens = new Set(server.authorizations);
    expect([...tokens].toSorted()).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
  });

  it('no more sign-ins than virtual users', async () => {
    const service = await referenceService();
    const end = await runK6({ variables: { ...variablesFor(service), USERS: '1', DURATION: '1s' } });
    const { aggregate, plan } = resultOf(end);
    expect(plan.users).toBe(1);
    const signIns = callStats(aggregate, 'SignInUser', 'setup')?.count ?? 0;
    expect(signIns).toBeGreaterThan(0);
    expect(signIns).toBeLessThanOrEqual(4);
    expect(serverCounts(service.stats()).SignInUser).toEqual({ OK: signIns });
  });

  it('a token that runs out is renewed, once each time, and no pass fails', async () => {
    const service = await referenceService({ accessTokenLifeMs: 2_000 });
    const variables = { ...variablesFor(service), USERS: '60', DURATION: '8s' };
    const { aggregate } = resultOf(await runK6({ variables }));
    expect(aggregate.sessionsRenewed).toBeGreaterThan(0);
    expect(aggregate.journeys.map(({ journey, failed }) => [journey, failed])).toEqual([
      ['crud', 0],
      ['listing', 0],
    ]);
    const counts = serverCounts(service.stats());
    const refused = Object.values(counts).reduce((sum, statuses) => sum + (statuses.UNAUTHENTICATED ?? 0), 0);
    expect(refused).toBe(aggregate.sessionsRenewed);
    expect(aggregate.retries).toBe(aggregate.sessionsRenewed);
    const again = ['load', 'teardown'] as const;
    const signIns = again.map((phase) => callStats(aggregate, 'SignInUser', phase)?.count ?? 0);
    expect(signIns.reduce((sum, count) => sum + count)).toBe(aggregate.sessionsRenewed);
    expect(aggregate.recordsLeft).toBe(0);
  });
});
