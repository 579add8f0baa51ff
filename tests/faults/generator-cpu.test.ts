import { expect, it } from 'vitest';
import { eventually } from '../harness/eventually';
import { startK6 } from '../harness/k6-run';
import { cpuMs } from '../harness/process-cpu';
import { referenceService } from '../harness/reference-service';
import { variablesFor } from '../harness/variables';

const CALLS = 1_500;
const PAIRS = 3;

/** Measures the CPU time of k6 per call, in ms, once the load is under way: set-up and start do not count. */
async function cpuPerCall(failShare: number): Promise<number> {
  const service = await referenceService({ failShare });
  const load = {
    USERS: '60',
    EVERY: '1s',
    DURATION: '30s',
    TAGS: 'crud',
    MAX_SESSIONS: '4',
    LOG_LEVEL: 'error',
  };
  const k6 = await startK6({ variables: { ...variablesFor(service), ...load } });
  const until = async (calls: number) => {
    await eventually(() => expect(served()).toBeGreaterThan(calls));
    return { calls: served(), ms: await cpuMs(k6.process.pid ?? 0) };
  };
  const served = () =>
    Object.entries(service.stats().calls)
      .filter(([method]) => method.startsWith('pb.VacancyService/'))
      .flatMap(([, statuses]) => Object.values(statuses))
      .reduce((sum, count) => sum + count, 0);
  const start = await until(CALLS / 5);
  const end = await until(start.calls + CALLS);
  k6.process.kill('SIGKILL');
  await k6.ending;
  return (end.ms - start.ms) / (end.calls - start.calls);
}

it('with 30 % of the calls failing, the generator needs at most 1.5 times the CPU per call', async () => {
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const healthy = await cpuPerCall(0);
    ratios.push((await cpuPerCall(0.3)) / healthy);
  }
  const [, median = 0] = ratios.toSorted((a, b) => a - b);
  expect(median, ratios.join(' ')).toBeLessThan(1.5);
});
