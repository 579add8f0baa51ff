import { expect, it } from 'vitest';
import { resultIn, startLoadline } from '../harness/loadline';
import { peakMemory } from '../harness/process-memory';
import { serviceProcess } from '../harness/service-process';
import { tempFolder } from '../harness/temp-folder';
import { variablesFor } from '../harness/variables';

const MINUTES = Number(process.env.MINUTES ?? 10);
const MB = 1e6;

it(`${MINUTES} minutes at 2,000 calls/s, flat: k6 does not grow, loadline stays small`, async () => {
  const service = await serviceProcess();
  const cwd = await tempFolder();
  // 15,000 users with a pass of four calls each 30 s.
  const args = ['run', 'vacancies-smoke', '--flat', '--run-id', 'flat', '--tags', 'crud', '--users', '15000'];
  const variables = { ...variablesFor(service), GODEBUG: 'gctrace=1,gcstoptheworld=1', GOGC: '50' };
  const run = startLoadline(cwd, [...args, '--duration', `${MINUTES}m`], variables);
  const peak = peakMemory(run);
  const end = await run.ending;
  const heaps = liveHeaps(end.output);
  const early = leastOf(heaps, 60, 120);
  const late = leastOf(heaps, (MINUTES - 1) * 60, MINUTES * 60);
  const own = (await peak) / MB;
  console.log(
    `heap of k6: ${early} MB in minute 2, ${late} MB in the last one; loadline: ${own.toFixed(0)} MB`,
  );
  const { aggregate } = await resultIn(cwd, 'flat');
  expect(aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(MINUTES * 29_000);
  expect(late - early).toBeLessThanOrEqual(20);
  expect(own).toBeLessThanOrEqual(200);
});

interface Heap {
  /** Since k6 started, in s. */
  readonly atS: number;
  /** What was left after a garbage collection, in MB. */
  readonly live: number;
}

/**
 * What k6 holds, as Go tells at each garbage collection (https://pkg.go.dev/runtime, gctrace). What the process takes up
 * would hide that: with 5,000 virtual users it rises and falls by a gigabyte. Nor does the collector work beside the load
 * (gcstoptheworld): what is allocated meanwhile would count as held, up to 100 MB.
 */
function liveHeaps(output: string): Heap[] {
  return [...output.matchAll(/^gc \d+ @([\d.]+)s .* \d+->\d+->(\d+) MB,/gm)].map(([, at, live]) => ({
    atS: Number(at),
    live: Number(live),
  }));
}

/** The least of them: calls that are under way hold more or less. */
function leastOf(heaps: readonly Heap[], fromS: number, toS: number): number {
  const values = heaps.filter(({ atS }) => atS >= fromS && atS < toS).map(({ live }) => live);
  if (values.length === 0) throw new Error(`no garbage collection between ${fromS} s and ${toS} s`);
  return Math.min(...values);
}
