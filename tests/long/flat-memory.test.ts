import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { freePort } from '../harness/free-port';
import { resultIn, startLoadline } from '../harness/loadline';
import { peakMemory } from '../harness/process-memory';
import { serviceProcess } from '../harness/service-process';
import { tempFolder } from '../harness/temp-folder';
import { variablesFor } from '../harness/variables';

const MINUTE_MS = 60_000;
const MINUTES = Number(process.env.MINUTES ?? 10);
const MB = 1e6;

it(`${MINUTES} minutes at 2,000 calls/s, flat: k6 does not grow, loadline stays small`, async () => {
  const service = await serviceProcess();
  const cwd = await tempFolder();
  // 15,000 users with a pass of four calls each 30 s.
  const args = ['run', 'vacancies-smoke', '--flat', '--run-id', 'flat', '--tags', 'crud', '--users', '15000'];
  const address = `127.0.0.1:${await freePort()}`;
  const profiled = { K6_ADDRESS: address, K6_PROFILING_ENABLED: 'true' };
  const run = startLoadline(cwd, [...args, '--duration', `${MINUTES}m`], {
    ...variablesFor(service),
    ...profiled,
  });
  const peak = peakMemory(run);
  await vi.waitFor(() => liveHeap(address), 60_000);
  await delay(MINUTE_MS);
  const early = await liveHeap(address);
  await delay((MINUTES - 1.5) * MINUTE_MS);
  const late = await liveHeap(address);
  const end = await run.ending;
  const inMB = (bytes: number) => `${(bytes / MB).toFixed(0)} MB`;
  console.log(
    `heap of k6: ${inMB(early)} after a minute, ${inMB(late)} at the end; loadline: ${inMB(await peak)}`,
  );
  expect([0, 99], end.output).toContain(end.code);
  const { aggregate } = await resultIn(cwd, 'flat');
  expect(aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(MINUTES * 29_000);
  expect(late - early).toBeLessThanOrEqual(20 * MB);
  expect(await peak).toBeLessThanOrEqual(200 * MB);
});

/**
 * What k6 holds once its garbage is collected, in bytes. What the process takes up hides that: with 5,000 virtual users it
 * rises and falls by a gigabyte.
 */
async function liveHeap(address: string): Promise<number> {
  const text = await (await fetch(`http://${address}/debug/pprof/heap?gc=1&debug=1`)).text();
  const bytes = /^# HeapAlloc = (\d+)$/m.exec(text)?.[1];
  if (bytes === undefined) throw new Error(`k6 tells no heap: ${text.slice(0, 200)}`);
  return Number(bytes);
}
