import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withConsole } from '../console.js';
import { makeLiveRun } from '../live-run.js';
import { project } from '../process.js';
import { rowAtMost } from '../row.js';
import { median } from '../statistics.js';
import { quantile } from '../workload.js';

const RUN = 'hour';
const SECONDS = 3_600;
/** The heap is compared from here on, in s of the load: by then the page has all its parts. */
const FROM_SECOND = 60;
/** How many times faster than the clock the hour passes at most. */
const FASTER = 60;
const SHOWN_WITHIN_MS = 30_000;
const MB = 1024 ** 2;

/** Runs in the page, before its own scripts: tells the bench when the page has handled an event of the run. */
const TELL = `
  const { addEventListener } = EventSource.prototype;
  EventSource.prototype.addEventListener = function (type, listener) {
    addEventListener.call(this, type, (event) => {
      listener(event);
      if (type === 'message') shown('');
    });
  };`;

/**
 * The page of a run in progress over an hour at 1,000 calls/s with 50 calls: growth of its heap, and its work for a tick.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function consoleHour({ home, say }) {
  const writeSecond = makeLiveRun(join(home, 'reports', RUN), SECONDS);
  const clock = {
    node: ['--import', project('bench/fast-clock.js')],
    env: { FASTER: String(FASTER) },
  };
  const replayed = await withConsole(home, clock, ({ page, base }) =>
    replay(page, `${base}/runs/${RUN}`, writeSecond, say),
  );
  return rowsOf(replayed);
}

/**
 * Shows each second of the run in the page. The next second is written when the page has handled the one before.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {(second: number) => void} writeSecond
 * @param {(line: string) => void} say
 */
async function replay(page, url, writeSecond, say) {
  const session = await page.context().newCDPSession(page);
  const ofThread = await page.context().newCDPSession(page);
  for (const domain of /** @type {const} */ (['Runtime', 'Performance', 'HeapProfiler']))
    await session.send(`${domain}.enable`);
  await ofThread.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Runtime.addBinding', { name: 'shown' });
  let shown = () => {};
  session.on('Runtime.bindingCalled', () => shown());
  await page.addInitScript(TELL);

  await show(1, () => page.goto(url));
  const startMs = performance.now();
  /** @type {{ cpuMs: number[], wallMs: number[] }} */
  const work = { cpuMs: [], wallMs: [] };
  let first = await heap();
  let before = await metrics();
  for (let second = 2; second <= SECONDS; second++) {
    const paced = wait(1_000 / FASTER);
    await show(second);
    const after = await metrics();
    work.cpuMs.push(after.cpuMs - before.cpuMs);
    work.wallMs.push(after.wallMs - before.wallMs);
    before = after;
    if (second === FROM_SECOND) {
      first = await heap();
      // The collection is not work of the next tick.
      before = await metrics();
    }
    if (second % 600 === 0) say(`  ${second / 60} of ${SECONDS / 60} minutes`);
    await paced;
  }
  const faster = (SECONDS * 1_000) / (performance.now() - startMs);
  return { first, last: await heap(), work, faster };

  /** @param {number} second @param {() => Promise<unknown>} [open] */
  async function show(second, open) {
    const isShown = new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the page did not show second ${second}`)),
        SHOWN_WITHIN_MS,
      );
      shown = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
    writeSecond(second);
    await Promise.all([isShown, open?.()]);
  }

  /** Time of all tasks of the page's main thread so far: script, style, layout, paint, garbage collection. */
  async function metrics() {
    const [wall, cpu] = await Promise.all(
      [session, ofThread].map(async (of) => {
        const { metrics } = await of.send('Performance.getMetrics');
        return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
      }),
    );
    const ms = (/** @type {Record<string, number> | undefined} */ of) =>
      (of?.TaskDuration ?? Number.NaN) * 1_000;
    return { cpuMs: ms(cpu), wallMs: ms(wall), nodes: wall?.Nodes ?? Number.NaN };
  }

  async function heap() {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize } = await session.send('Runtime.getHeapUsage');
    return { js: usedSize / MB, dom: embedderHeapUsedSize / MB, nodes: (await metrics()).nodes };
  }
}

/** @param {Awaited<ReturnType<typeof replay>>} replayed @returns {import('../row.js').Row[]} */
function rowsOf({ first, last, work: { cpuMs, wallMs }, faster }) {
  const note = `replayed ${faster.toFixed(0)} times faster`;
  return [
    rowAtMost({
      figure: "growth of the console page's JS heap in an hour at 1,000 calls/s, 50 calls",
      values: [last.js - first.js],
      atMost: 5,
      unit: 'MB',
      beside: `from ${first.js.toFixed(1)} MB`,
      note: `${note}, from minute 1 on, after a forced garbage collection; DOM nodes ${first.nodes} → ${last.nodes}, their heap ${first.dom.toFixed(1)} → ${last.dom.toFixed(1)} MB`,
      samples: { first, last },
    }),
    rowAtMost({
      figure: 'work of the console page for a tick of that hour, p99',
      values: [quantile(cpuMs, 0.99)],
      atMost: 30,
      unit: 'ms',
      digits: 1,
      beside: `p50 ${median(cpuMs).toFixed(1)} ms, longest ${Math.max(...cpuMs).toFixed(1)} ms`,
      note: `${note}; CPU time of all tasks of the page's main thread: script, style, layout, paint; by the clock, on a machine that the replay keeps busy, p50 ${median(wallMs).toFixed(1)} ms and p99 ${quantile(wallMs, 0.99).toFixed(1)} ms`,
    }),
  ];
}
