import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withConsole } from '../console.js';
import { cpuSeconds, failure, start } from '../process.js';
import { rowAtMost } from '../row.js';
import { median } from '../statistics.js';
import { ENDED } from '../workload.js';

/** 250 iterations of four calls per second: 1,000 calls/s. A user starts one each 300 ms. */
const USERS = 75;
const SECONDS = 18;
const WARM_UP_MS = 3_000;
const WINDOW_MS = 10_000;
const MOST = { share: 5, lagMs: 2 };

/**
 * CPU of the console while one page shows a run of 1,000 calls/s, and how late the generator's timers fire with and without it.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function consoleCpu({ home, server, repeats, say }) {
  /** @type {{ share: number[], watched: number[], without: number[] }} */
  const measured = { share: [], watched: [], without: [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const alone = await runAlone(`alone-${repeat}`);
    const { share, lagMs } = await runWatched(`watched-${repeat}`);
    measured.without.push(alone);
    measured.watched.push(lagMs);
    measured.share.push(share);
    say(
      `  ${repeat}/${repeats} ${share.toFixed(1)} % of a core, lag ${lagMs.toFixed(2)} ms, without ${alone.toFixed(2)} ms`,
    );
  }
  const { share, watched, without } = measured;
  return [
    rowAtMost({
      figure: 'CPU of the console, one page open on a run of 1,000 calls/s',
      values: share,
      atMost: MOST.share,
      unit: '% of a core',
      digits: 1,
    }),
    rowAtMost({
      figure: 'generator_lag p99 of a run with the console and its page, less that without',
      values: watched.map((ms, i) => ms - (without[i] ?? Number.NaN)),
      atMost: MOST.lagMs,
      unit: 'ms',
      beside: `with ${median(watched).toFixed(2)} ms, without ${median(without).toFixed(2)} ms`,
      note: 'generator, server, console and browser share all cores of this machine',
      samples: { watched, without },
    }),
  ];

  /** @param {string} id */
  async function runAlone(id) {
    await server.reset();
    return lagOf(id, startRun(id));
  }

  /** @param {string} id */
  async function runWatched(id) {
    await server.reset();
    return withConsole(home, {}, async ({ page, base, pid }) => {
      const tool = startRun(id);
      while (tool.isRunning() && !existsSync(join(home, 'reports', id, 'run.json'))) await wait(20);
      await page.goto(`${base}/runs/${id}`);
      const load = page.locator('#phase', { hasText: 'the load goes on' });
      await load.waitFor();
      await wait(WARM_UP_MS);
      const before = { atMs: performance.now(), cpu: cpuSeconds(pid) };
      await wait(WINDOW_MS);
      const used = cpuSeconds(pid) - before.cpu;
      const share = (used / (performance.now() - before.atMs)) * 1e5;
      if (!(await load.isVisible())) throw failure(tool.command, 'ended too early', tool.output());
      return { share, lagMs: await lagOf(id, tool) };
    });
  }

  /** @param {string} id */
  function startRun(id) {
    const load = ['--users', String(USERS), '--duration', `${SECONDS}s`, '--run-id', id];
    const command = {
      file: process.execPath,
      args: [join(home, 'bin/loadline'), 'run', 'crud', ...load],
      env: server.variables,
      cwd: home,
    };
    return { command, ...start(command, 'any') };
  }

  /** The p99 of `generator_lag`, in ms. @param {string} id @param {ReturnType<typeof startRun>} tool */
  async function lagOf(id, tool) {
    const { code, output } = await tool.ended;
    if (code === null || !ENDED.includes(code)) throw failure(tool.command, `ended with ${code}`, output);
    const file = join(home, 'reports', id, 'result.json');
    const { aggregate } = /** @type {import('../../packages/loadline/src/core/verdict/result').Result} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    return aggregate.generatorLag?.percentiles.p99 ?? Number.NaN;
  }
}
