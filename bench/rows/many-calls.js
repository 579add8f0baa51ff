import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChrome } from '../../tests/harness/chrome.js';
import { methods } from '../live-run.js';
import { writeLongRun } from '../long-run.js';
import { onAllCores, project, run } from '../process.js';
import { replayRun } from '../replay.js';
import { rowAtMost } from '../row.js';
import { median } from '../statistics.js';
import { quantile } from '../workload.js';

const CALLS = 200;
const LOAD = { calls: methods(CALLS), iterationsPerSecond: 5 };
const SECONDS = 600;
const REPLAYED_SECONDS = 300;
/** A page of a megabyte opens at once from any artifact store. */
const MOST_MB = 1;
/** What a reader still takes for at once, in ms: Nielsen, Usability Engineering (1993), chapter 5. */
const AT_ONCE_MS = 100;
const OPEN_MS = 1_000;
const MB = 1024 ** 2;

/**
 * The report and the console's page of a run with 200 calls at 1,000 calls/s.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function manyCalls({ home, repeats, say }) {
  const { megabytes, openMs } = await openReport(repeats);
  const { work } = await replayRun({ home, say, seconds: REPLAYED_SECONDS, calls: CALLS });
  return [
    rowAtMost({
      figure: `size of report.html, ${CALLS} calls, 10 minutes at 1,000 calls/s`,
      values: [megabytes],
      atMost: MOST_MB,
      unit: 'MB',
    }),
    rowAtMost({
      figure: `that report from a file until its table of calls can be sorted`,
      values: openMs,
      atMost: OPEN_MS,
      unit: 'ms',
      digits: 0,
    }),
    rowAtMost({
      figure: `work of the console page for a tick, ${CALLS} calls, p99`,
      values: [quantile(work.cpuMs, 0.99)],
      atMost: AT_ONCE_MS,
      unit: 'ms',
      digits: 1,
      beside: `p50 ${median(work.cpuMs).toFixed(1)} ms`,
      note: `${REPLAYED_SECONDS} s of a run; CPU time of all tasks of the page's main thread`,
    }),
  ];
}

/** Makes the report, and opens it several times. @param {number} repeats */
async function openReport(repeats) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-many-calls-'));
  try {
    await writeLongRun(folder, SECONDS, 1, LOAD);
    await run(
      { file: process.execPath, args: [project('bin/loadline'), 'report', folder], cwd: folder },
      'any',
    );
    const file = join(folder, 'report.html');
    const browser = await onAllCores(startChrome);
    try {
      const openMs = [];
      for (let repeat = 1; repeat <= repeats; repeat++) {
        const page = await browser.newPage();
        const startMs = performance.now();
        await page.goto(pathToFileURL(file).href);
        await page.waitForSelector('#calls button.sort');
        openMs.push(performance.now() - startMs);
        await page.close();
      }
      return { megabytes: statSync(file).size / MB, openMs };
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
