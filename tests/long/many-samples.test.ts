import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LONG_RUN, writeLongRun } from '../../bench/long-run.js';
import type { Result } from '../../packages/loadline/src/core/verdict/result';
import { startLoadline } from '../harness/loadline';
import { peakMemory } from '../harness/process-memory';
import { tempFolder } from '../harness/temp-folder';

const SECONDS = 7_200;

it.each([1, 5])(
  '36 million samples of %i instances, two hours at 1,000 calls/s, become a report in 1 GB',
  async (instances) => {
    const folder = join(await tempFolder(), 'run');
    await mkdir(folder);
    await writeLongRun(folder, SECONDS, instances);
    const iterations = LONG_RUN.iterationsPerSecond * SECONDS;
    const report = startLoadline(folder, ['report', '.']);
    const peak = await peakMemory(report);
    const end = await report.ending;
    console.log(`${iterations * LONG_RUN.samplesPerIteration} samples, ${(peak / 1e6).toFixed(0)} MB`);
    expect(end.stdout).toContain('verdict: PASS');
    const { aggregate } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as Result;
    expect(aggregate.calls.map(({ count }) => count)).toEqual(LONG_RUN.calls.map(() => iterations));
    expect(aggregate.seconds).toHaveLength(SECONDS);
    expect(peak).toBeLessThanOrEqual(1e9);
  },
);
