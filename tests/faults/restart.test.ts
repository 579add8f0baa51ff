import { expect, it } from 'vitest';
import { endsIn, expectRun, type FaultySuite, samplesFile, startLoad, underWay } from '../harness/fault-run';
import { type ServiceProcess, serviceProcess } from '../harness/service-process';

const HEALTHY_WITHIN_MS = 1_000;

/** A service that takes so long that the kill strikes calls on their way. */
const SLOW = ['--latency', '100ms'];

async function killAndStartAgain(suite: FaultySuite, { child, port }: ServiceProcess): Promise<number> {
  child.process.kill('SIGKILL');
  await child.ending;
  await serviceProcess([...SLOW, '--port', String(port)], suite);
  return Date.now();
}

// What a service kept in its memory is gone with it: sessions, records and requests.
it.each([
  {
    suite: 'vacancies' as const,
    causes: ['UNAVAILABLE', 'UNAUTHENTICATED', 'connection_refused'] as const,
    mayAlso: ['NOT_FOUND', 'connection_failed'] as const,
  },
  {
    // Streams.
    suite: 'vacancies' as const,
    variables: { TAGS: 'listing', USERS: '400' },
    call: 'pb.VacancyService/GetVacancies',
    causes: ['UNAVAILABLE', 'connection_refused'] as const,
    mayAlso: ['UNAUTHENTICATED', 'connection_failed'] as const,
  },
  {
    suite: 'requests' as const,
    causes: ['connection_refused'] as const,
    mayAlso: ['connection_reset', 'connection_failed', 'truncated_body', 'status_404'] as const,
  },
])(
  'a service that is killed and started again: $suite $call',
  async ({ suite, variables, call, causes, mayAlso }) => {
    const service = await serviceProcess(SLOW, suite);
    const samples = await samplesFile();
    const k6 = await startLoad(suite, service, { DURATION: '8s', ...variables }, samples);
    await underWay(suite, service, call);
    const backAtMs = await killAndStartAgain(suite, service);
    expectRun(await k6.ending, { causes, mayAlso, verdict: 'fail', code: 99 });
    const { failed, good } = await endsIn(samples, 'journey_failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(Math.max(...failed) - backAtMs).toBeLessThan(HEALTHY_WITHIN_MS);
    expect(good.some((atMs) => atMs > backAtMs + HEALTHY_WITHIN_MS)).toBe(true);
  },
);
