// The console's page of a run in progress, whose seconds are written faster than they pass.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withConsole } from './console.js';
import { makeLiveRun } from './live-run.js';
import { project } from './process.js';

const RUN = 'replayed';
/** The heap is compared from here on, in s of the load: by then the page has all its parts. */
const FROM_SECOND = 60;
/** How many times faster than the clock the seconds pass at most. */
const FASTER = 60;
const SHOWN_WITHIN_MS = 30_000;
const MB = 1024 ** 2;

/**
 * Runs in the page, before its own scripts: tells the bench when the page has handled an event of the run, and has painted
 * the frame after it. Without the wait for the frame, its paint counts as work of the next tick.
 */
const TELL = `
  const { addEventListener } = EventSource.prototype;
  EventSource.prototype.addEventListener = function (type, listener) {
    addEventListener.call(this, type, (event) => {
      listener(event);
      if (type === 'message') requestAnimationFrame(() => setTimeout(() => shown('')));
    });
  };`;

/**
 * Opens the page of a run in progress, and replays the run.
 * @param {{ home: string, say: (line: string) => void, seconds: number, calls: number, tableFrom?: number }} run tableFrom:
 * the second of the load in which the reader scrolls to the table of calls
 * @returns heap of the page at its start and end, work for each tick, and how many times faster than real time that was
 */
export function replayRun({ home, say, seconds, calls, tableFrom }) {
  const writeSecond = makeLiveRun(join(home, 'reports', RUN), seconds, calls);
  const clock = {
    node: ['--import', project('bench/fast-clock.js')],
    env: { FASTER: String(FASTER) },
  };
  return withConsole(home, clock, ({ page, base }) =>
    replay(page, `${base}/runs/${RUN}`, { writeSecond, seconds, tableFrom }, say),
  );
}

/**
 * Shows each second of the run in the page. The next second is written when the page has handled the one before.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {{ writeSecond: (second: number) => void, seconds: number, tableFrom?: number | undefined }} run
 * @param {(line: string) => void} say
 */
async function replay(page, url, { writeSecond, seconds, tableFrom }, say) {
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
  for (let second = 2; second <= seconds; second++) {
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
    if (second === tableFrom) await page.locator('#calls').scrollIntoViewIfNeeded();
    if (second % 600 === 0) say(`  ${second / 60} of ${seconds / 60} minutes`);
    await paced;
  }
  const faster = (seconds * 1_000) / (performance.now() - startMs);
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
