import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { childProcesses, resultIn, startLoadline } from '../harness/loadline';
import { memoryOf, peakMemory } from '../harness/process-memory';
import { serviceProcess } from '../harness/service-process';
import { tempFolder } from '../harness/temp-folder';
import { variablesFor } from '../harness/variables';

const MINUTE_MS = 60_000;
const MB = 1e6;

it('ten minutes at 2,000 calls/s, flat: k6 does not grow, loadline stays small', async () => {
  const service = await serviceProcess();
  const cwd = await tempFolder();
  // 15,000 users with a pass of four calls each 30 s.
  const args = ['run', 'vacancies-smoke', '--flat', '--run-id', 'flat', '--tags', 'crud', '--users', '15000'];
  const run = startLoadline(cwd, [...args, '--duration', '10m'], variablesFor(service));
  const peak = peakMemory(run);
  const k6 = await vi.waitFor(async () => {
    const [pid] = await childProcesses(run.process.pid ?? 0, 'samples-1.csv.gz');
    if (pid === undefined) throw new Error('k6 has not started yet');
    return pid;
  }, 30_000);
  await delay(MINUTE_MS);
  const early = await medianMemory(k6);
  await delay(8 * MINUTE_MS);
  const late = await medianMemory(k6);
  const end = await run.ending;
  console.log(
    `k6: ${(early / MB).toFixed(0)} MB in minute 2, ${(late / MB).toFixed(0)} MB in minute 10; loadline: ${((await peak) / MB).toFixed(0)} MB`,
  );
  expect(end.stdout).toContain('verdict: PASS');
  const { aggregate } = await resultIn(cwd, 'flat');
  expect(aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(300_000);
  expect(late - early).toBeLessThanOrEqual(20 * MB);
  expect(await peak).toBeLessThanOrEqual(200 * MB);
});

/** The garbage collector makes memory rise and fall: the median of half a minute. */
async function medianMemory(pid: number): Promise<number> {
  const values: number[] = [];
  for (let second = 0; second < 30; second++) {
    values.push(await memoryOf(pid, 'VmRSS'));
    await delay(1_000);
  }
  return values.sort((a, b) => a - b)[15] ?? 0;
}
