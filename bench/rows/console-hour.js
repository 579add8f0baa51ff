import { replayRun } from '../replay.js';
import { rowAtMost } from '../row.js';
import { median } from '../statistics.js';
import { quantile } from '../workload.js';

const SECONDS = 3_600;
const CALLS = 50;

/**
 * The page of a run in progress over an hour at 1,000 calls/s with 50 calls: growth of its heap, and its work for a tick.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function consoleHour({ home, say }) {
  return rowsOf(await replayRun({ home, say, seconds: SECONDS, calls: CALLS }));
}

/** @param {Awaited<ReturnType<typeof replayRun>>} replayed @returns {import('../row.js').Row[]} */
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
