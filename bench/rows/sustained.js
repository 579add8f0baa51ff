import { rowAtLeast } from '../row.js';
import { quantile, runLoadline, runLocust } from '../workload.js';

const SECONDS = 60;
const MOST_DELAY_MS = 10;
/** Where the search begins; it doubles while a load is sustained, then halves the rest so many times. */
const FIRST_USERS = 1_000;
const MOST_USERS = 64_000;
const HALVINGS = 2;

/**
 * Users of the workload that one core sustains: no pass lost, and 99 of 100 started within 10 ms of when they were due.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function sustained({ server, say }) {
  const locust = await most('Locust', (users) =>
    runLocust(server, { users, seconds: SECONDS, lateness: 'over the last pass' }),
  );
  const loadline = await most('loadline', (users) => runLoadline(server, { users, seconds: SECONDS }));
  return [
    rowAtLeast({
      figure: `users of the 30 s and 45 s workload sustained by one core, over Locust`,
      values: [loadline / locust],
      atLeast: 3,
      digits: 1,
      beside: `loadline ${loadline}, Locust ${locust}`,
      note: `once; ${SECONDS} s each, no pass lost, delay p99 ≤ ${MOST_DELAY_MS} ms; a delay of Locust is over the user's last pass, which forgives what was late before`,
    }),
  ];

  /** @param {string} tool @param {(users: number) => Promise<import('../workload.js').Workload>} run */
  async function most(tool, run) {
    /** @param {number} users */
    const isSustained = async (users) => {
      const { lost, passes } = await run(users);
      const p99 = quantile(
        passes.map(({ lateMs }) => lateMs),
        0.99,
      );
      const is = lost === 0 && p99 <= MOST_DELAY_MS;
      say(`  ${tool} ${users} users: ${lost} lost, delay p99 ${p99.toFixed(1)} ms${is ? '' : ': too many'}`);
      return is;
    };
    let [carried, tooMany] = [0, FIRST_USERS];
    while (tooMany <= MOST_USERS && (await isSustained(tooMany))) [carried, tooMany] = [tooMany, tooMany * 2];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const users = Math.round((carried + tooMany) / 2);
      if (await isSustained(users)) carried = users;
      else tooMany = users;
    }
    if (carried === 0) throw new Error(`${tool} sustained not even ${tooMany} users`);
    return carried;
  }
}
