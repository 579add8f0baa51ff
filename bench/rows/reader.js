import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LONG_RUN, writeLongRun } from '../long-run.js';
import { project, run } from '../process.js';
import { rowAtLeast, rowAtMost } from '../row.js';

const HOUR_SECONDS = 3_600;
const MB = 1024 ** 2;

/** Two hours on one and on five machines, whose sample files are merged: the longest that each may take, in s. */
const LONGEST_SECONDS = { 1: 20, 5: 30 };

/**
 * How fast the samples of an hour at 1,000 calls a second become a report, and those of two hours on one and on five machines.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function reader(bench) {
  const hour = await report(bench, HOUR_SECONDS, 1);
  const rows = [
    rowAtLeast({
      figure: 'samples read and reported per second of CPU',
      values: hour.perCpuSecond,
      atLeast: 1_000_000,
      unit: '/s',
      digits: 0,
      note: hour.note,
    }),
    rowAtMost({
      figure: 'report of an hour at 1,000 calls/s',
      values: hour.seconds,
      atMost: 30,
      unit: 's',
      digits: 1,
      note: hour.note,
    }),
  ];
  for (const [instances, atMost] of Object.entries(LONGEST_SECONDS)) {
    const { seconds, note } = await report(bench, 2 * HOUR_SECONDS, Number(instances));
    const figure = `report of two hours at 1,000 calls/s, sample files of instances: ${instances}`;
    rows.push(rowAtMost({ figure, values: seconds, atMost, unit: 's', digits: 1, note }));
  }
  return rows;
}

/**
 * Writes the samples of a load, and makes its report several times.
 * @param {import('../row.js').Bench} bench
 * @param {number} lengthS s
 * @param {number} instances
 */
async function report({ repeats, say }, lengthS, instances) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-long-run-'));
  const samples = LONG_RUN.iterationsPerSecond * LONG_RUN.samplesPerIteration * lengthS;
  /** @type {{ perCpuSecond: number[], seconds: number[] }} */
  const measured = { perCpuSecond: [], seconds: [] };
  try {
    await writeLongRun(folder, lengthS, instances);
    const files = readdirSync(folder).filter((name) => name.startsWith('samples-'));
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    const command = {
      file: process.execPath,
      args: [project('bin/loadline'), 'report', folder],
      cwd: folder,
    };
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const startMs = Date.now();
      const { cpuSeconds } = await run(command, 'any');
      const seconds = (Date.now() - startMs) / 1_000;
      measured.seconds.push(seconds);
      measured.perCpuSecond.push(samples / cpuSeconds);
      say(`  ${repeat}/${repeats} ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`);
    }
    const note = `${(samples / 1e6).toFixed(0)} million samples, ${(bytes / MB).toFixed(0)} MB compressed`;
    return { ...measured, note };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
