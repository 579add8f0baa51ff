import { expect, it } from 'vitest';
import { endsIn, expectRun, type FaultySuite, samplesFile, startLoad, underWay } from '../harness/fault-run';
import { resultOf } from '../harness/k6-run';
import { project } from '../harness/project';
import { restartedLoad } from '../harness/restarted-load';
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

/** Virtual users of a journey with `maxDuration` 10 s, ten iterations a second. */
const VIRTUAL_USERS = 101;
/** As a machine with other work lengthens sign-ins; without turns, and with 5 s for a sign-in, it is more than half of them. */
const FEW = VIRTUAL_USERS / 4;

it.each([
  // The sign-ins of all take 20 s: two times as long as an iteration may take.
  { signInMs: 200, seconds: 40 },
  // 40 s: virtual users take turns.
  { signInMs: 400, seconds: 60 },
])(
  'a restart that ends all sessions brings one sign-in for each virtual user, few too late: $signInMs ms each, one after the other',
  async ({ signInMs, seconds }) => {
    const load = { TAGS: 'listing', USERS: '10', EVERY: '1s', DURATION: `${seconds}s` };
    const { signIns, iterations } = await restartedLoad(
      project('dist', 'vacancies.js'),
      { before: signInMs, after: signInMs },
      load,
    );
    expect(signIns.OK).toBeGreaterThan(VIRTUAL_USERS / 2);
    // One more by the clean-up.
    expect(signIns.OK).toBeLessThanOrEqual(VIRTUAL_USERS + 1);
    expect(signIns.CANCELLED).toBeLessThanOrEqual(FEW);
    // Failed are those of the time without a service, and those whose turn had not come or whose answer took too long.
    expect(iterations.good.length).toBeGreaterThan(iterations.failed.length);
  },
);
