import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LONG_RUN, writeLongRun } from '../long-run.js';
import { project, run } from '../process.js';
import { rowAtLeast, rowAtMost } from '../row.js';

const HOUR_SECONDS = 3_600;
const MB = 1024 ** 2;

/**
 * How fast the samples of an hour at 1,000 calls a second become a report.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function reader({ repeats, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-long-run-'));
  const samples = LONG_RUN.iterationsPerSecond * LONG_RUN.samplesPerIteration * HOUR_SECONDS;
  /** @type {number[]} */
  const perSecond = [];
  /** @type {number[]} */
  const seconds = [];
  try {
    await writeLongRun(folder, HOUR_SECONDS);
    const megabytes = (statSync(join(folder, 'samples-1.csv.gz')).size / MB).toFixed(0);
    const command = {
      file: process.execPath,
      args: [project('bin/loadline'), 'report', folder],
      cwd: folder,
    };
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const startMs = Date.now();
      const { cpuSeconds } = await run(command, 'any');
      seconds.push((Date.now() - startMs) / 1_000);
      perSecond.push(samples / cpuSeconds);
      say(`  ${repeat}/${repeats} ${seconds.at(-1)?.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`);
    }
    const note = `${(samples / 1e6).toFixed(0)} million samples, ${megabytes} MB compressed`;
    return [
      rowAtLeast({
        figure: 'samples read and reported per second of CPU',
        values: perSecond,
        atLeast: 1_000_000,
        unit: '/s',
        digits: 0,
        note,
      }),
      rowAtMost({
        figure: 'report of an hour at 1,000 calls/s',
        values: seconds,
        atMost: 30,
        unit: 's',
        digits: 1,
        note,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
