import { checkFinite, mean } from '../statistics.js';
import { LOCUST_RAMP_SECONDS, quantile, runLoadline, runLocust } from '../workload.js';

const USERS = 100;
const SECONDS = 300;
/** Seconds at the start and at the end that are compared for drift: how much later iterations start at the end. */
const END_SECONDS = 45;
const MOST = { p50: 1, p99: 10, drift: 1 };

/**
 * How late the iterations of the 30 s and 45 s journeys start over five minutes, and whether the delay grows. Once per tool.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function schedule({ server, say }) {
  const loadline = errors(await runLoadline(server, { users: USERS, seconds: SECONDS }));
  say(`  loadline ${describe(loadline)}`);
  const locust = errors(
    await runLocust(server, { users: USERS, seconds: SECONDS, lateness: 'over the schedule' }),
  );
  say(`  Locust ${describe(locust)}`);
  return [
    {
      figure: `schedule error of the 30 s and 45 s journeys, ${USERS} users over 5 minutes, p50 / p99 / drift`,
      goal: '≤ 1 / 10 / 0 ms',
      value: `${describe(loadline)} (Locust, constant_pacing: ${describe(locust)})`,
      spread: 'once',
      isMet: loadline.p50 <= MOST.p50 && loadline.p99 <= MOST.p99 && loadline.drift <= MOST.drift,
      note: `Locust from when all its users were there, after ${LOCUST_RAMP_SECONDS} s; drift: the mean of the last ${END_SECONDS} s less that of the first, 0 up to ${MOST.drift} ms`,
      samples: { loadline, locust },
    },
  ];
}

/** @param {import('../workload.js').Workload} workload ms */
function errors({ iterations }) {
  const late = iterations.map(({ lateMs }) => lateMs);
  const first = Math.min(...iterations.map(({ atMs }) => atMs));
  const last = Math.max(...iterations.map(({ atMs }) => atMs));
  const among = (/** @type {number} */ fromMs, /** @type {number} */ toMs) =>
    mean(iterations.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).map(({ lateMs }) => lateMs));
  const lengthMs = END_SECONDS * 1_000;
  const found = {
    p50: quantile(late, 0.5),
    p99: quantile(late, 0.99),
    drift: among(last - lengthMs, last) - among(first, first + lengthMs),
  };
  checkFinite(Object.values(found), 'the schedule error: p50, p99, drift');
  return found;
}

/** @param {{ p50: number, p99: number, drift: number }} errors */
const describe = ({ p50, p99, drift }) => `${p50.toFixed(2)} / ${p99.toFixed(1)} / ${drift.toFixed(1)} ms`;
