import { rowAtMost } from '../row.js';
import { median, ratios } from '../statistics.js';
import { countFrom } from '../variables.js';
import { delayP99, runLoadline } from '../workload.js';

/** As many as one core serves when all of them are connected, and more than it connects on time, over TLS. */
const USERS = countFrom('WARM_UP_USERS', 4_000);
const QUICK_USERS = 500;
const SECONDS = 20;
const FIRST_MS = 10_000;
const WARM_UP = '60s';

/**
 * How late the iterations of the first 10 s start with a warm-up, relative to a run without one.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function warmUp({ repeats, isQuick, server, say }) {
  const users = isQuick ? QUICK_USERS : USERS;
  const overTls = { variables: { ...server.variables, ...server.tlsVariables } };
  /** @type {{ with: number[], without: number[] }} */
  const p99 = { with: [], without: [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    p99.without.push(firstP99(await runLoadline(overTls, { users, seconds: SECONDS })));
    const warm = await runLoadline(overTls, { users, seconds: SECONDS, warmUp: WARM_UP });
    if (warm.unconnected !== 0)
      throw new Error(`the warm-up of ${WARM_UP} did not connect ${warm.unconnected} virtual users`);
    p99.with.push(firstP99(warm));
    say(
      `  ${repeat}/${repeats} delay p99 ${p99.without.at(-1)?.toFixed(2)} ms, with a warm-up ${p99.with.at(-1)?.toFixed(2)} ms`,
    );
  }
  return [
    rowAtMost({
      figure: 'delay p99 of the first 10 s with a warm-up, over without one',
      values: ratios(p99.with, p99.without),
      atMost: 0.05,
      digits: 3,
      beside: `${median(p99.with).toFixed(2)} ms, ${median(p99.without).toFixed(2)} ms`,
      note: `${users} users of the 30 s and 45 s workload, all from the start, over TLS, on one core; warm-up of ${WARM_UP}`,
      samples: p99,
    }),
  ];
}

/** @param {import('../workload.js').Workload} workload */
function firstP99({ iterations }) {
  const firstMs = iterations.reduce((least, { atMs, lateMs }) => Math.min(least, atMs - lateMs), Infinity);
  return delayP99(iterations.filter(({ atMs, lateMs }) => atMs - lateMs < firstMs + FIRST_MS));
}
