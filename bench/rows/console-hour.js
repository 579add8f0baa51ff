import { replayRun } from '../replay.js';
import { rowAtMost } from '../row.js';
import { checkFinite, median } from '../statistics.js';
import { quantile } from '../workload.js';

const SECONDS = 3_600;
const CALLS = 50;
/** In the second half of the hour, the table of calls is in view. */
const TABLE_FROM = SECONDS / 2;

/**
 * The page of a run in progress over an hour at 1,000 calls/s with 50 calls: growth of its heap, and its work for a tick.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function consoleHour({ home, say }) {
  return rowsOf(await replayRun({ home, say, seconds: SECONDS, calls: CALLS, tableFrom: TABLE_FROM }));
}

/** @param {Awaited<ReturnType<typeof replayRun>>} replayed @returns {import('../row.js').Row[]} */
function rowsOf({ first, last, work: { cpuMs, wallMs }, faster }) {
  checkFinite([first.nodes, first.dom, last.nodes, last.dom], 'DOM nodes and their heap');
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
    tick('its top in view', cpuMs.slice(0, TABLE_FROM), wallMs.slice(0, TABLE_FROM), note),
    tick('its table of calls in view', cpuMs.slice(TABLE_FROM), wallMs.slice(TABLE_FROM), note),
  ];
}

/** @param {string} view @param {number[]} cpuMs @param {number[]} wallMs @param {string} note @returns {import('../row.js').Row} */
function tick(view, cpuMs, wallMs, note) {
  const [p50, p99, longest] = [median(cpuMs), quantile(cpuMs, 0.99), Math.max(...cpuMs)];
  return rowAtMost({
    figure: `work of the console page for a tick of that hour, ${view}, p95`,
    values: [quantile(cpuMs, 0.95)],
    atMost: 30,
    unit: 'ms',
    digits: 1,
    beside: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms`,
    note: `${note}; CPU time of all tasks of the page's main thread: script, style, layout, paint; by the clock, on a machine that the replay keeps busy, p50 ${median(wallMs).toFixed(1)} ms and p99 ${quantile(wallMs, 0.99).toFixed(1)} ms`,
  });
}
