import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Expected,
  endsIn,
  expectRun,
  type FaultySuite,
  faultyRequests,
  faultyVacancies,
  samplesFile,
  startLoad,
  underWay,
} from '../harness/fault-run';
import { freePort } from '../harness/free-port';
import { resultOf } from '../harness/k6-run';
import { startToxiproxy, type ToxicWay, type Toxiproxy } from '../harness/toxiproxy';

const FAIL = { verdict: 'fail', code: 99 } as const;
const PASS = { verdict: 'pass', code: 0, causes: [] } as const;
const DEADLINE_MS = 5_000;

let toxiproxy: Toxiproxy;
beforeAll(async () => {
  toxiproxy = await startToxiproxy();
});
afterAll(() => toxiproxy.stop());

/** A network fault between k6 and the service, for a time in the middle of the load. */
interface Strike extends Expected {
  readonly fault: string;
  readonly suite: FaultySuite;
  readonly strike: (proxy: ToxicWay) => Promise<void>;
  /** Default: 1.5 s. */
  readonly forMs?: number;
  /** Duration of the load. Default: 5 s, which covers the fault and some seconds before and after it. */
  readonly duration?: string;
}

const LATENCY = [{ type: 'latency', attributes: { latency: 400 } }] as const;
const BLACKHOLE = [{ type: 'timeout', attributes: { timeout: 0 } }] as const;
const CLOSED = [{ type: 'timeout', attributes: { timeout: 200 } }] as const;
const RESET = [{ type: 'reset_peer', attributes: { timeout: 0 } }] as const;
const NARROW = [{ type: 'bandwidth', attributes: { rate: 1 } }] as const;
const SLICES = [
  { type: 'slicer', attributes: { average_size: 20, size_variation: 10, delay: 100 } },
] as const;
const ENOUGH = [{ type: 'limit_data', attributes: { bytes: 600 } }] as const;

const STRIKES: readonly Strike[] = [
  {
    fault: 'slow',
    suite: 'vacancies',
    strike: (proxy) => proxy.spoil(LATENCY),
    ...FAIL,
    causes: [],
  },
  { fault: 'slow', suite: 'requests', strike: (proxy) => proxy.spoil(LATENCY), ...FAIL, causes: [] },
  {
    fault: 'narrow',
    suite: 'vacancies',
    strike: (proxy) => proxy.spoil(NARROW),
    ...FAIL,
    causes: [],
  },
  { fault: 'narrow', suite: 'requests', strike: (proxy) => proxy.spoil(NARROW), ...FAIL, causes: [] },
  { fault: 'in small pieces', suite: 'vacancies', strike: (proxy) => proxy.spoil(SLICES), ...PASS },
  { fault: 'in small pieces', suite: 'requests', strike: (proxy) => proxy.spoil(SLICES), ...PASS },
  {
    fault: 'reset',
    suite: 'vacancies',
    strike: (proxy) => proxy.spoil(RESET),
    ...FAIL,
    causes: ['UNAVAILABLE'],
    mayAlso: ['connection_reset'],
  },
  {
    fault: 'reset',
    suite: 'requests',
    strike: (proxy) => proxy.spoil(RESET),
    ...FAIL,
    causes: ['connection_reset'],
    mayAlso: ['connection_failed'],
  },
  {
    fault: 'closed without a word',
    suite: 'vacancies',
    strike: (proxy) => proxy.spoil(CLOSED),
    ...FAIL,
    causes: ['UNAVAILABLE'],
    mayAlso: ['connection_failed', 'connect_timeout'],
  },
  {
    fault: 'closed without a word',
    suite: 'requests',
    strike: (proxy) => proxy.spoil(CLOSED),
    ...FAIL,
    causes: ['connection_failed'],
  },
  {
    fault: 'closed in the middle of a reply',
    suite: 'vacancies',
    strike: (proxy) => proxy.spoil(ENOUGH),
    ...FAIL,
    causes: ['UNAVAILABLE'],
  },
  {
    fault: 'closed in the middle of a reply',
    suite: 'requests',
    strike: (proxy) => proxy.spoil(ENOUGH),
    ...FAIL,
    causes: ['truncated_body'],
    mayAlso: ['connection_failed'],
  },
  {
    fault: 'a black hole',
    suite: 'vacancies',
    strike: (proxy) => proxy.spoil(BLACKHOLE),
    ...FAIL,
    forMs: DEADLINE_MS + 2_000,
    duration: '10s',
    causes: ['DEADLINE_EXCEEDED', 'connect_timeout'],
    mayAlso: ['UNAVAILABLE'],
  },
  {
    fault: 'a black hole',
    suite: 'requests',
    strike: (proxy) => proxy.spoil(BLACKHOLE),
    ...FAIL,
    forMs: DEADLINE_MS + 2_000,
    duration: '10s',
    causes: ['timeout'],
    mayAlso: ['connection_failed'],
  },
  {
    fault: 'gone',
    suite: 'vacancies',
    strike: (proxy) => proxy.disable(),
    ...FAIL,
    causes: ['UNAVAILABLE', 'connection_refused'],
  },
  {
    fault: 'gone',
    suite: 'requests',
    strike: (proxy) => proxy.disable(),
    ...FAIL,
    causes: ['connection_refused'],
    mayAlso: ['connection_failed', 'connection_reset'],
  },
];

describe('for a time, the network to the service is', () => {
  it.each(STRIKES)('$fault ($suite)', async (row) => {
    const { suite, strike, forMs = 1_500, duration = '5s' } = row;
    const service =
      suite === 'vacancies'
        ? await faultyVacancies({ latencyMs: 100 })
        : await faultyRequests({ workTimeMs: 500 });
    const proxy = await toxiproxy.proxyTo(service.port);
    const samples = await samplesFile();
    const k6 = await startLoad(suite, proxy, { DURATION: duration }, samples);
    await underWay(suite, service);
    await strike(proxy);
    await delay(forMs);
    await proxy.heal();
    const healedAtMs = Date.now();
    const end = await k6.ending;
    expectRun(end, row);
    const { failed, good } = await endsIn(samples);
    const lagMs = resultOf(end).aggregate.generatorLag?.max ?? 0;
    expect(Math.max(0, ...failed.map((atMs) => atMs - healedAtMs))).toBeLessThan(1_000 + lagMs);
    expect(good.some((atMs) => atMs > healedAtMs + 500)).toBe(true);
  });
});

describe('a gRPC service', () => {
  it.each<[string, Parameters<typeof faultyVacancies>[0], Expected]>([
    [
      'denies permission for some calls',
      { failShare: 0.3, failStatus: 'PERMISSION_DENIED' },
      { ...FAIL, causes: ['PERMISSION_DENIED'] },
    ],
    ['is overloaded', { failShare: 0.3, failStatus: 'UNAVAILABLE' }, { ...FAIL, causes: ['UNAVAILABLE'] }],
    ['never answers some calls', { hangShare: 0.3 }, { ...FAIL, causes: ['DEADLINE_EXCEEDED'] }],
    ['is slow', { latencyMs: 700 }, { ...FAIL, causes: [] }],
    [
      'rejects every session, even a new one',
      { failShare: 1, failStatus: 'UNAUTHENTICATED' },
      { ...FAIL, causes: ['UNAUTHENTICATED'] },
    ],
  ])('%s', async (_what, options, expected) => {
    const service = await faultyVacancies(options);
    // A p95 is judged with twenty iterations or more.
    const k6 = await startLoad('vacancies', service, { USERS: '180' });
    expectRun(await k6.ending, expected);
  });
});

describe('an HTTP service', () => {
  it.each<[string, Parameters<typeof faultyRequests>[0], Expected]>([
    ['is overloaded', { failShare: 0.3, failStatus: 503 }, { ...FAIL, causes: ['status_503'] }],
    ['refuses the client', { failShare: 0.3, failStatus: 429 }, { ...FAIL, causes: ['status_429'] }],
    ['cuts its replies off', { cutShare: 0.3 }, { ...FAIL, causes: ['truncated_body'] }],
    ['sends replies that are not JSON', { malformedShare: 0.3 }, { ...FAIL, causes: ['decode_error'] }],
    ['never answers some calls', { hangShare: 0.3 }, { ...FAIL, causes: ['timeout'] }],
    ['is slow', { latencyMs: 700 }, { ...FAIL, causes: [] }],
  ])('%s', async (_what, options, expected) => {
    const service = await faultyRequests(options);
    expectRun(await (await startLoad('requests', service)).ending, expected);
  });

  it.each([
    [
      'that refuses connections',
      async () => ({ TARGET_HOST: `http://127.0.0.1:${await freePort()}` }),
      'connection_refused',
    ],
    ['without a DNS entry', async () => ({ TARGET_HOST: 'http://nowhere.invalid' }), 'dns'],
    ['that speaks no TLS', async (port: number) => ({ TARGET_HOST: `https://127.0.0.1:${port}` }), 'tls'],
  ])('%s gets no load', async (_what, variables, cause) => {
    const service = await faultyRequests();
    const all = { ALLOW_TARGET: 'nowhere.invalid', ...(await variables(service.port)) };
    const end = await (await startLoad('requests', service, all)).ending;
    expect(end.output).toContain(`GET /health failed, ${cause}: `);
    expect([end.code, resultOf(end).verdict]).toEqual([107, 'invalid']);
  });
});

it('the server at the address speaks HTTP/1.1 and not gRPC', async () => {
  const service = await faultyRequests();
  const end = await (await startLoad('vacancies', service)).ending;
  expect(end.output).toMatch(/could not sign in: (connection_failed|connect_timeout), /);
  expect(end.code).toBe(107);
});
