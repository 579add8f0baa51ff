import { earlierSamples } from '../results.js';
import { rowAtLeast } from '../row.js';
import { median, ratios } from '../statistics.js';
import { delayP99, runHandWritten, runLoadline, runLocust } from '../workload.js';

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
  const earlier = earlierSamples('sustained');
  const tools = {
    Locust: async (/** @type {number} */ users) =>
      judged(await runLocust(server, { users, seconds: SECONDS, lateness: 'over the last iteration' })),
    loadline: async (/** @type {number} */ users) =>
      judged(await runLoadline(server, { users, seconds: SECONDS })),
    'hand-written': (/** @type {number} */ users) => runHandWritten(server, { users, seconds: SECONDS }),
  };
  const names = /** @type {(keyof typeof tools)[]} */ (Object.keys(tools));
  const search = Object.fromEntries(names.map((name) => [name, searchOf(name)]));
  /** @type {Record<string, number[]>} */
  const users = Object.fromEntries(names.map((name) => [name, adds ? (earlier[name] ?? []) : []]));
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const name of names) users[name]?.push((await search[name]?.()) ?? Number.NaN);
    say(`  ${repeat}/${repeats} ${names.map((name) => `${name} ${users[name]?.at(-1)} users`).join(', ')}`);
  }
  const { loadline = [], Locust = [], 'hand-written': hand = [] } = users;
  const note = `${SECONDS} s each, no iteration lost, delay p99 ≤ ${MOST_DELAY_MS} ms`;
  return [
    rowAtLeast({
      figure: 'users of the 30 s and 45 s workload sustained by one core, over Locust',
      values: ratios(loadline, Locust),
      atLeast: 4.5,
      digits: 1,
      beside: `loadline ${median(loadline)}, Locust ${median(Locust)}`,
      note: `${note}; a delay of Locust is over the user's last iteration, which forgives what was late before`,
      samples: users,
    }),
    rowAtLeast({
      figure: 'users of that workload sustained by one core, over hand-written',
      values: ratios(loadline, hand),
      atLeast: 0.95,
      beside: `loadline ${median(loadline)}, hand-written ${median(hand)}`,
      note,
    }),
  ];

  /**
   * Searches for the highest load that a tool sustains: in steps from the earlier figure of this machine, or from the start
   * without one.
   * @param {keyof typeof tools} tool
   */
  function searchOf(tool) {
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
        if (carried <= 0) throw new Error(`${tool} sustained not even ${carried + step} users`);
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
      const { lost, p99 } = await tools[tool](users);
      const is = lost === 0 && p99 <= MOST_DELAY_MS;
      say(`  ${tool} ${users} users: ${lost} lost, delay p99 ${p99.toFixed(1)} ms${is ? '' : ': too many'}`);
      return is;
    }
  }
}

/** @param {import('../workload.js').Workload} workload */
const judged = ({ lost, iterations }) => ({ lost, p99: delayP99(iterations) });
