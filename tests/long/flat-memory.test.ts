import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { makeHome } from '../../bench/home.js';
import { startInTest } from '../harness/child';
import { eventually } from '../harness/eventually';
import { freePort } from '../harness/free-port';
import { resultIn } from '../harness/loadline';
import { peakMemory } from '../harness/process-memory';
import { project } from '../harness/project';
import { serviceProcess } from '../harness/service-process';
import { variablesFor } from '../harness/variables';

const MINUTES = Number(process.env.MINUTES ?? 10);
const MB = 1e6;
const MINUTE_MS = 60_000;
/** Readings per minute: calls in progress change each reading a little. */
const READINGS = 5;

/*
 * The bench's suite has 501 virtual users at this rate, each with an iteration every second. For each connection HTTP/2
 * keeps a table of up to 4 kB of the headers that it has seen. Here it gets a new entry every second, because the date
 * changes, and is full after a minute. With the 5,000 virtual users of `vacancies`, an iteration every ten seconds, the
 * table is still filling after ten minutes. Measured on this machine: 134 MB more than in minute 2 when each reply carries
 * the date, as those of Node do, and 25 MB when none does.
 */
it(`${MINUTES} minutes at 2,000 calls/s, flat: k6 does not grow, loadline stays small`, async () => {
  const service = await serviceProcess();
  const api = `127.0.0.1:${await freePort()}`;
  const home = await homeWithProfiledK6(api);
  // Each user makes an iteration of four calls every 300 ms.
  const args = ['run', 'crud', '--flat', '--run-id', 'flat', '--users', '150', '--duration', `${MINUTES}m`];
  const run = startInTest(process.execPath, [join(home, 'bin/loadline'), ...args], {
    cwd: home,
    env: { HOME: home, ...variablesFor(service) },
  });
  const startMs = await eventually(() => fetch(`http://${api}/v1/status`).then(() => Date.now()));
  const peak = peakMemory(run);
  const early = await leastHeap(api, startMs + MINUTE_MS);
  const late = await leastHeap(api, startMs + (MINUTES - 1) * MINUTE_MS);
  await run.ending;
  const own = (await peak) / MB;
  console.log(
    `heap of k6: ${early.toFixed(0)} MB in minute 2, ${late.toFixed(0)} MB in the last one; loadline: ${own.toFixed(0)} MB`,
  );
  const { aggregate } = await resultIn(home, 'flat');
  expect(aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(MINUTES * 29_000);
  expect(late - early).toBeLessThanOrEqual(20);
  expect(own).toBeLessThanOrEqual(200);
});

/**
 * Makes a folder with loadline and the bench's suites, whose k6 serves its heap profile at an address. No option of loadline
 * does that.
 */
async function homeWithProfiledK6(api: string): Promise<string> {
  const home = makeHome();
  onTestFinished(() => rm(home, { recursive: true }));
  const k6 = join(home, 'bin/k6');
  await rm(k6);
  await writeFile(k6, `#!/bin/sh\nexec '${project('bin/k6')}' "$@" --profiling-enabled --address ${api}\n`);
  await chmod(k6, 0o755);
  return home;
}

/**
 * The heap of k6 during a minute, in MB: the lowest reading, each after a garbage collection. The memory of the process
 * would hide it, because that rises and falls between collections.
 */
async function leastHeap(api: string, fromMs: number): Promise<number> {
  const heaps: number[] = [];
  for (let reading = 0; reading < READINGS; reading++) {
    await delay(Math.max(0, fromMs + (reading * MINUTE_MS) / READINGS - Date.now()));
    const profile = await fetch(`http://${api}/debug/pprof/heap?gc=1&debug=1`);
    heaps.push(Number(/^# HeapAlloc = (\d+)$/m.exec(await profile.text())?.[1]) / MB);
  }
  return Math.min(...heaps);
}
