import { describe, expect, it } from 'vitest';
import {
  causesOf,
  type Expected,
  expectRun,
  faultyRequests,
  faultyVacancies,
  startLoad,
} from './harness/fault-run';
import { freePort } from './harness/free-port';
import { resultOf } from './harness/k6-run';
import { serverCounts } from './harness/server-counts';

const FAIL = { verdict: 'fail', code: 99 } as const;

describe('a gRPC service', () => {
  it.each<[string, Parameters<typeof faultyVacancies>[0], Expected]>([
    [
      'has a quota',
      { failShare: 0.3, failStatus: 'RESOURCE_EXHAUSTED' },
      { ...FAIL, causes: ['RESOURCE_EXHAUSTED'] },
    ],
    ['sends replies of more than 4 MiB', { hugeShare: 0.3 }, { ...FAIL, causes: ['message_too_large'] }],
    ['sends replies that are not protobuf', { malformedShare: 0.3 }, { ...FAIL, causes: ['decode_error'] }],
    [
      'breaks connections, also in the middle of a stream',
      { cutShare: 0.3 },
      { ...FAIL, causes: ['UNAVAILABLE'] },
    ],
    [
      'does not implement a method',
      { failShare: 1, failStatus: 'UNIMPLEMENTED', faultMethods: ['UpdateVacancy'] },
      { ...FAIL, causes: ['UNIMPLEMENTED'] },
    ],
  ])('%s', async (_what, options, expected) => {
    const service = await faultyVacancies(options);
    const k6 = await startLoad('vacancies', service);
    expectRun(await k6.ending, expected);
  });

  it('asks for a new connection every 0.7 s, and no call fails', async () => {
    // Each iteration takes longer than the lifetime of a connection.
    const service = await faultyVacancies({ maxConnectionAgeMs: 700, latencyMs: 200 });
    const k6 = await startLoad('vacancies', service, { DURATION: '7s' });
    const end = await k6.ending;
    expect(causesOf(end)).toEqual([]);
    const { calls } = resultOf(end).aggregate;
    expect(calls.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(100);
  });

  it.each([
    [
      'that refuses connections',
      async () => ({ SERVICE_PORT: String(await freePort()) }),
      'connection_refused',
    ],
    ['without a DNS entry', async () => ({ SERVICE_HOST: 'nowhere.invalid' }), 'dns'],
    ['that speaks no TLS', async () => ({ TLS: '1' }), 'tls'],
  ])('a service %s gets no load', async (_what, variables, cause) => {
    const service = await faultyVacancies();
    const all = { ALLOW_TARGET: 'nowhere.invalid', ...(await variables()) };
    const end = await (await startLoad('vacancies', service, all)).ending;
    expect(end.output).toContain(`SignInUser failed, ${cause}: `);
    expect(end.output).toMatch(new RegExp(`could not sign in: ${cause}, `));
    expect([end.code, resultOf(end).verdict]).toEqual([107, 'invalid']);
    expect(serverCounts(service.stats())).toEqual({});
  });
});

describe('an HTTP service', () => {
  it('that answers 429 with Retry-After is called again, and every refusal counts as a failure', async () => {
    const service = await faultyRequests({ failShare: 0.1, failStatus: 429, retryAfterS: 1 });
    const end = await (await startLoad('requests', service)).ending;
    expectRun(end, { ...FAIL, causes: ['status_429'] });
    const { aggregate } = resultOf(end);
    expect(aggregate.retries).toBeGreaterThan(0);
    expect(aggregate.journeys.map(({ failed }) => failed)).toEqual([0]);
  });
});
