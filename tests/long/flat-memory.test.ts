import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freePort } from '../harness/free-port';
import { resultIn, startLoadline } from '../harness/loadline';
import { peakMemory } from '../harness/process-memory';
import { serviceProcess } from '../harness/service-process';
import { tempFolder } from '../harness/temp-folder';
import { variablesFor } from '../harness/variables';

const MINUTES = Number(process.env.MINUTES ?? 10);
const MB = 1e6;
const READINGS = 6;

it(`${MINUTES} minutes at 2,000 calls/s, flat: k6 does not grow, loadline stays small`, async () => {
  const service = await serviceProcess();
  const cwd = await tempFolder();
  // 15,000 users with a pass of four calls each 30 s.
  const args = ['run', 'vacancies-smoke', '--flat', '--run-id', 'flat', '--tags', 'crud', '--users', '15000'];
  const address = `127.0.0.1:${await freePort()}`;
  const profiling = { K6_PROFILING_ENABLED: 'true', K6_ADDRESS: address };
  const run = startLoadline(cwd, [...args, '--duration', `${MINUTES}m`], {
    ...variablesFor(service),
    ...profiling,
  });
  const peak = peakMemory(run);
  await wait(60_000);
  const early = await leastHeap(address);
  await wait((MINUTES - 2) * 60_000);
  const late = await leastHeap(address);
  await run.ending;
  const own = (await peak) / MB;
  console.log(
    `heap of k6: ${early.toFixed(0)} MB after a minute, ${late.toFixed(0)} MB in the last one; loadline: ${own.toFixed(0)} MB`,
  );
  const { aggregate } = await resultIn(cwd, 'flat');
  expect(aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(MINUTES * 29_000);
  expect(late - early).toBeLessThanOrEqual(20);
  expect(own).toBeLessThanOrEqual(200);
});

/**
 * What k6 holds after a garbage collection that was asked for, in MB: the least of some, as what is allocated while the
 * collector works stays until the next one. The memory of the process would hide it: with 5,000 virtual users it rises and
 * falls by a gigabyte between two collections.
 */
async function leastHeap(address: string): Promise<number> {
  const heaps: number[] = [];
  for (let reading = 0; reading < READINGS; reading++) {
    const profile = await (await fetch(`http://${address}/debug/pprof/heap?gc=1&debug=1`)).text();
    heaps.push(Number(/^# HeapAlloc = (\d+)$/m.exec(profile)?.[1]) / MB);
    await wait(5_000);
  }
  return Math.min(...heaps);
}
