import { describe, expect, it } from 'vitest';
import { callStats } from '../packages/loadline/src/core/figures/aggregate';
import { DEMO_ACCOUNTS } from '../services/src/vacancies/demo-accounts';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { expectRenewals } from './harness/renewals';
import { serverCounts } from './harness/server-counts';
import { standInServer } from './harness/stand-in-server';
import { variablesFor } from './harness/variables';

const LOAD = { USERS: '60', DURATION: '4s' };

describe('sessions', () => {
  it('2 accounts, MAX_SESSIONS=3: three sign-ins with the accounts in turn, and the virtual users share the sessions', async () => {
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

  it('there are no more sign-ins than virtual users', async () => {
    const service = await referenceService();
    const end = await runK6({ variables: { ...variablesFor(service), USERS: '1', DURATION: '1s' } });
    const { aggregate, spec } = resultOf(end);
    expect(spec.users).toBe(1);
    const signIns = callStats(aggregate, 'SignInUser', 'setup')?.count ?? 0;
    expect(signIns).toBeGreaterThan(0);
    expect(signIns).toBeLessThanOrEqual(4);
    expect(serverCounts(service.stats()).SignInUser).toEqual({ OK: signIns });
  });

  it('tokens with iat, nbf and exp, with nbf and exp, or with exp alone are renewed before they expire, and no iteration fails', async () => {
    const renewed = async (tokenKind: 'full' | 'nbf' | 'exp') => {
      const service = await referenceService({ accessTokenLifeMs: 3_000, tokenKind });
      const load = { USERS: '90', DURATION: '7s' };
      return { tokenKind, service, end: await runK6({ variables: { ...variablesFor(service), ...load } }) };
    };
    for (const { tokenKind, service, end } of await Promise.all([
      renewed('full'),
      renewed('nbf'),
      renewed('exp'),
    ])) {
      expectRenewals(end, service);
      expect(resultOf(end).aggregate.sessionsRenewed, tokenKind).toBeGreaterThan(10);
    }
  });

  it('tokens without an expiry time are renewed when the server refuses them, and no call fails', async () => {
    const service = await referenceService({ accessTokenLifeMs: 2_000, tokenKind: 'opaque' });
    const end = await runK6({ variables: { ...variablesFor(service), USERS: '60', DURATION: '8s' } });
    const { aggregate } = resultOf(end);
    const statuses = Object.values(serverCounts(service.stats()));
    const refused = statuses.reduce((sum, { UNAUTHENTICATED = 0 }) => sum + UNAUTHENTICATED, 0);
    expect(refused).toBeGreaterThan(10);
    expect([aggregate.sessionsRenewed, aggregate.retries]).toEqual([refused, refused]);
    expect(aggregate.calls.map(({ failed }) => failed)).toEqual(aggregate.calls.map(() => 0));
    expect(aggregate.journeys.map(({ failed }) => failed)).toEqual([0, 0]);
  });

  it('a session that the server refuses is renewed once, and its call repeated', async () => {
    const service = await referenceService({ failShare: 0.2, failStatus: 'UNAUTHENTICATED' });
    const { aggregate } = resultOf(await runK6({ variables: { ...variablesFor(service), ...LOAD } }));
    const statuses = Object.values(serverCounts(service.stats()));
    const refused = statuses.reduce((sum, { UNAUTHENTICATED = 0 }) => sum + UNAUTHENTICATED, 0);
    expect(refused).toBeGreaterThan(0);
    expect([aggregate.sessionsRenewed, aggregate.retries]).toEqual([refused, refused]);
    expect(aggregate.journeys.map(({ failed }) => failed)).toEqual([0, 0]);
    // A call that succeeds after the renewal is not a failed call.
    expect(aggregate.calls.map(({ failed }) => failed)).toEqual(aggregate.calls.map(() => 0));
  });

  it('calls that do not block renew a refused session, too, and are repeated once', async () => {
    const service = await referenceService({ accessTokenLifeMs: 2_000, tokenKind: 'opaque' });
    const load = { USERS: '20', DURATION: '5s' };
    const variables = { ...variablesFor(service), ...load };
    const end = await runK6({ variables, bundle: fixtureBundle('async-renewals') });
    const { aggregate } = resultOf(end);
    const { UNAUTHENTICATED: refused = 0 } = serverCounts(service.stats()).GetVacancy ?? {};
    expect(refused, end.output).toBeGreaterThan(0);
    // On a busy machine, the new token too may have expired when the call arrives.
    const { causes = {} } = callStats(aggregate, 'GetVacancy', 'load') ?? {};
    expect(causes.NOT_FOUND, end.output).toBeGreaterThan(0);
    expect(causes.UNAUTHENTICATED ?? 0, end.output).toBeLessThan(refused);
    expect(aggregate.scriptErrors).toBe(0);
  });

  it('a refused sign-in in the middle of a run fails the iteration with its own cause, and is tried once per iteration', async () => {
    const service = await referenceService({ accessTokenLifeMs: 2_000, signInQuota: 5 });
    const load = { USERS: '60', DURATION: '8s', EVERY: '6s', MAX_SESSIONS: '5' };
    const { aggregate } = resultOf(await runK6({ variables: { ...variablesFor(service), ...load } }));
    const causes = aggregate.journeys.flatMap((journey) => Object.keys(journey.causes));
    expect([...new Set(causes)]).toEqual(['RESOURCE_EXHAUSTED']);
    const failed = aggregate.journeys.reduce((sum, journey) => sum + journey.failed, 0);
    const signIns = callStats(aggregate, 'SignInUser', 'setup');
    expect(signIns?.count).toBe((signIns?.failed ?? 0) + 5);
    expect(signIns?.failed).toBeGreaterThan(0);
    expect(signIns?.failed).toBeLessThanOrEqual(failed);
  });
});
