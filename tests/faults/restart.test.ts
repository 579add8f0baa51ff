import { expect, it, onTestFinished } from 'vitest';
import { startVacancyService } from '../../services/src/vacancies/start-vacancy-service';
import { endsIn, expectRun, type FaultySuite, samplesFile, startLoad, underWay } from '../harness/fault-run';
import { resultOf } from '../harness/k6-run';
import { ENOUGH_RECORDS, referenceService } from '../harness/reference-service';
import { serverCounts } from '../harness/server-counts';
import { type ServiceProcess, serviceProcess } from '../harness/service-process';

const HEALTHY_WITHIN_MS = 1_000;

/** A service that takes so long that the kill strikes calls on their way. */
const SLOW = ['--latency', '100ms'];

/** As many workers as the load keeps busy: what is left to do after the restart is no queue's. */
const OF_THE_SYSTEM = { vacancies: [], requests: ['--workers', '20', '--job-every', '100ms'] } as const;

async function killAndStartAgain(suite: FaultySuite, { child, port }: ServiceProcess): Promise<number> {
  child.process.kill('SIGKILL');
  await child.ending;
  await serviceProcess([...SLOW, ...OF_THE_SYSTEM[suite], '--port', String(port)], suite);
  return Date.now();
}

// What a service kept in its memory is gone with it: sessions, records and requests.
it.each([
  {
    suite: 'vacancies' as const,
    // A session that the new process does not know is renewed, and its call repeated: no call has failed by that.
    causes: ['UNAVAILABLE', 'connection_refused'] as const,
    mayAlso: ['UNAUTHENTICATED', 'NOT_FOUND', 'connection_failed'] as const,
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
    const service = await serviceProcess([...SLOW, ...OF_THE_SYSTEM[suite]], suite);
    const samples = await samplesFile();
    const k6 = await startLoad(suite, service, { DURATION: '8s', ...variables }, samples);
    await underWay(suite, service, call);
    const backAtMs = await killAndStartAgain(suite, service);
    const end = await k6.ending;
    expectRun(end, { causes, mayAlso, verdict: 'fail', code: 99 });
    const lagMs = resultOf(end).aggregate.generatorLag?.max ?? 0;
    const { failed, good } = await endsIn(samples, 'journey_failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(Math.max(...failed) - backAtMs).toBeLessThan(HEALTHY_WITHIN_MS + lagMs);
    expect(good.some((atMs) => atMs > backAtMs + HEALTHY_WITHIN_MS)).toBe(true);
  },
);

/** Users of a journey with `maxDuration` 10 s, ten iterations a second. */
const VIRTUAL_USERS = 101;

it('a restart that ends all sessions brings no storm of sign-ins, although the service can do five a second', async () => {
  const dear = { signInTimeMs: 200, seedRecords: ENOUGH_RECORDS };
  const first = await referenceService(dear);
  const load = { TAGS: 'listing', USERS: '10', EVERY: '1s', DURATION: '40s', LOG_LEVEL: 'error' };
  const samples = await samplesFile();
  const k6 = await startLoad('vacancies', first, load, samples);
  await underWay('vacancies', first, 'pb.VacancyService/GetVacancies');
  await first.stop();
  const second = await startVacancyService({ ...dear, port: first.port });
  onTestFinished(() => second.stop());
  await k6.ending;
  // Without back-off there were 171 too late of 216, and never an end to it.
  const { OK = 0, CANCELLED: late = 0 } = serverCounts(second.stats()).SignInUser ?? {};
  expect(OK).toBeGreaterThan(VIRTUAL_USERS / 2);
  expect(late).toBeLessThan(OK);
  expect(OK + late).toBeLessThan(2 * VIRTUAL_USERS);
  const { failed, good } = await endsIn(samples, 'journey_failed');
  expect(good.filter((atMs) => atMs > Math.max(...failed)).length).toBeGreaterThan(20);
});
