import { earlierSamples } from '../results.js';
import { rowAtLeast } from '../row.js';
import { median, ratios } from '../statistics.js';
import { quantile, runLoadline, runLocust } from '../workload.js';

const SECONDS = 60;
const MOST_DELAY_MS = 10;
/** First load of a search without earlier figures, and its number of bisections. It doubles the load while it is sustained,
 * then bisects. */
const FIRST_USERS = 1_000;
const MOST_USERS = 64_000;
const HALVINGS = 2;
/** Steps of a search that starts from the earlier figure of this machine, as a share of that figure. */
const STEP = 1 / 8;

/**
 * Users of the workload that one core sustains: no iteration lost, and 99 of 100 started within 10 ms of their scheduled start.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function sustained({ repeats, adds, server, say }) {
  const lateness = 'over the last iteration';
  const earlier = earlierSamples('sustained');
  const search = {
    Locust: searchOf('Locust', (users) => runLocust(server, { users, seconds: SECONDS, lateness })),
    loadline: searchOf('loadline', (users) => runLoadline(server, { users, seconds: SECONDS })),
  };
  /** @type {{ Locust: number[], loadline: number[] }} */
  const users = { Locust: [], loadline: [], ...(adds && earlier) };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    users.Locust.push(await search.Locust());
    users.loadline.push(await search.loadline());
    say(`  ${repeat}/${repeats} Locust ${users.Locust.at(-1)}, loadline ${users.loadline.at(-1)} users`);
  }
  return [
    rowAtLeast({
      figure: 'users of the 30 s and 45 s workload sustained by one core, over Locust',
      values: ratios(users.loadline, users.Locust),
      atLeast: 4.5,
      digits: 1,
      beside: `loadline ${median(users.loadline)}, Locust ${median(users.Locust)}`,
      note: `${SECONDS} s each, no iteration lost, delay p99 ≤ ${MOST_DELAY_MS} ms; a delay of Locust is over the user's last iteration, which forgives what was late before`,
      samples: users,
    }),
  ];

  /**
   * Searches for the highest load that a tool sustains: in steps from the earlier figure of this machine, or from the start
   * without one.
   * @param {'Locust' | 'loadline'} tool @param {(users: number) => Promise<import('../workload.js').Workload>} run
   */
  function searchOf(tool, run) {
    const last = median(earlier[tool] ?? [0]);
    let [carried, step] = [last, Math.round(last * STEP)];
    return async () => {
      if (carried === 0) {
        [carried, step] = await fromAfar();
      } else if (await isSustained(carried)) {
        while (await isSustained(carried + step)) carried += step;
      } else {
        do carried -= step;
        while (carried > 0 && !(await isSustained(carried)));
      }
      return carried;
    };

    /** @returns {Promise<[number, number]>} */
    async function fromAfar() {
      let [most, tooMany] = [0, FIRST_USERS];
      while (tooMany <= MOST_USERS && (await isSustained(tooMany))) [most, tooMany] = [tooMany, tooMany * 2];
      for (let halving = 0; halving < HALVINGS; halving++) {
        const users = Math.round((most + tooMany) / 2);
        if (await isSustained(users)) most = users;
        else tooMany = users;
      }
      if (most === 0) throw new Error(`${tool} sustained not even ${tooMany} users`);
      return [most, tooMany - most];
    }

    /** @param {number} users */
    async function isSustained(users) {
      const { lost, iterations } = await run(users);
      const p99 = quantile(
        iterations.map(({ lateMs }) => lateMs),
        0.99,
      );
      const is = lost === 0 && p99 <= MOST_DELAY_MS;
      say(`  ${tool} ${users} users: ${lost} lost, delay p99 ${p99.toFixed(1)} ms${is ? '' : ': too many'}`);
      return is;
    }
  }
}
