import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { rowAtMost } from '../row.js';
import { median } from '../statistics.js';
import { again } from '../turns.js';
import { measureWindow } from '../window.js';

/** 400 iterations of four calls per second: a user starts one each 300 ms. k6 and loadline share a core. */
const LOAD = { users: 120, callsPerSecond: 1_600 };
const WARM_UP_MS = 3_000;
const WINDOW_MS = 20_000;
const SECONDS = (WARM_UP_MS + WINDOW_MS) / 1_000 + 2;
const SAMPLES_PER_SECOND = 10_000;
const MOST_PERCENT = 5;

/**
 * CPU of the process of loadline while k6 runs: it reads the samples, judges the thresholds and writes the state of the run.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function liveReader({ home, server, repeats, say }) {
  /** @type {{ shares: number[], rates: number[] }} */
  const measured = { shares: [], rates: [] };
  let runs = 0;
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const { share, rate } = await again(() => watch(`read-${++runs}`), say);
    measured.shares.push(share);
    measured.rates.push(rate);
    say(`  ${repeat}/${repeats} ${share.toFixed(1)} % of a core at ${rate.toFixed(0)} samples/s`);
  }
  const { shares, rates } = measured;
  return [
    rowAtMost({
      figure: `CPU of the process of loadline while it reads ${SAMPLES_PER_SECOND} samples/s of a run`,
      values: shares.map((share, i) => (share * SAMPLES_PER_SECOND) / (rates[i] ?? Number.NaN)),
      atMost: MOST_PERCENT,
      unit: '% of a core',
      digits: 1,
      beside: `measured ${median(shares).toFixed(1)} % at ${median(rates).toFixed(0)} samples/s`,
      samples: measured,
    }),
  ];

  /** @param {string} id */
  async function watch(id) {
    const load = ['--users', String(LOAD.users), '--duration', `${SECONDS}s`, '--run-id', id];
    const command = {
      file: process.execPath,
      args: [join(home, 'bin/loadline'), 'run', 'crud', ...load],
      env: server.variables,
      cwd: home,
    };
    const { callsPerSecond } = LOAD;
    const work = { command, warmUpMs: WARM_UP_MS, windowMs: WINDOW_MS, callsPerSecond };
    const { ownShare } = await measureWindow(server, work);
    const samples = gunzipSync(readFileSync(join(home, 'reports', id, 'samples-1.csv.gz'))).toString();
    return { share: ownShare * 100, rate: samples.split('\n').length / SECONDS };
  }
}
