import { expect, it } from 'vitest';
import { endsIn, expectRun, type FaultySuite, samplesFile, startLoad, underWay } from '../harness/fault-run';
import { resultOf } from '../harness/k6-run';
import { project } from '../harness/project';
import { restartedLoad } from '../harness/restarted-load';
import { type ServiceProcess, serviceProcess } from '../harness/service-process';

const HEALTHY_WITHIN_MS = 1_000;

/** Latency of the service, long enough for the kill to interrupt calls. */
const SLOW = ['--latency', '100ms'];

/** Enough workers for the load: no queue of requests is left to process after the restart. */
const OF_THE_SYSTEM = { vacancies: [], requests: ['--workers', '20', '--job-every', '100ms'] } as const;

async function killAndStartAgain(suite: FaultySuite, { child, port }: ServiceProcess): Promise<number> {
  child.process.kill('SIGKILL');
  await child.ending;
  await serviceProcess([...SLOW, ...OF_THE_SYSTEM[suite], '--port', String(port)], suite);
  return Date.now();
}

// The service keeps sessions, records and requests in memory: they are lost when it is killed.
it.each([
  {
    suite: 'vacancies' as const,
    // The new process does not know the old sessions. They are renewed and their calls repeated, so no call fails for that
    // reason.
    causes: ['UNAVAILABLE', 'connection_refused'] as const,
    mayAlso: ['UNAUTHENTICATED', 'NOT_FOUND', 'connection_failed'] as const,
  },
  {
    // Calls with a stream of replies.
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
/**
 * Sign-ins that may come too late, because other work on the machine slows them. If virtual users did not take turns, and a
 * sign-in had 5 s, more than half of them would be late.
 */
const FEW = VIRTUAL_USERS / 4;

it.each([
  // All sign-ins together take 20 s: twice the `maxDuration` of an iteration.
  { signInMs: 200, seconds: 40 },
  // All sign-ins together take 40 s: virtual users take turns.
  { signInMs: 400, seconds: 60 },
])(
  'after a restart that ends all sessions, each virtual user signs in once and few are too late: $signInMs ms each, one after the other',
  async ({ signInMs, seconds }) => {
    const load = { TAGS: 'listing', USERS: '10', EVERY: '1s', DURATION: `${seconds}s` };
    const { signIns, iterations } = await restartedLoad(
      project('dist', 'vacancies.js'),
      { before: signInMs, after: signInMs },
      load,
    );
    expect(signIns.OK).toBeGreaterThan(VIRTUAL_USERS / 2);
    // The clean-up signs in once more.
    expect(signIns.OK).toBeLessThanOrEqual(VIRTUAL_USERS + 1);
    expect(signIns.CANCELLED).toBeLessThanOrEqual(FEW);
    // Iterations fail while there is no service, and when the turn or the reply of a sign-in comes too late.
    expect(iterations.good.length).toBeGreaterThan(iterations.failed.length);
  },
);
