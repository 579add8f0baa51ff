import { project, start as startProcess } from '../process.js';
import { rowAtMost } from '../row.js';
import { firstCallMs } from '../server.js';

/** Users of the vacancies suite, their virtual users, and the longest start, in seconds. */
const STARTS = [
  { users: 174, virtualUsers: 100, atMost: 0.5 },
  { users: 1_788, virtualUsers: 1_000, atMost: 3 },
];

/**
 * Time from the start of k6 to the first call of a journey.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function start({ repeats, server, say }) {
  const rows = [];
  for (const { users, virtualUsers, atMost } of STARTS) {
    const seconds = [];
    for (let repeat = 1; repeat <= repeats; repeat++) {
      seconds.push(await measure(users));
      say(`  ${repeat}/${repeats} ${virtualUsers} virtual users: ${seconds.at(-1)?.toFixed(2)} s`);
    }
    const figure = `time to the first iteration, ${virtualUsers} virtual users`;
    rows.push(
      rowAtMost({ figure, values: seconds, atMost, unit: 's', note: 'set-up with its sign-ins included' }),
    );
  }
  return rows;

  /** @param {number} users */
  async function measure(users) {
    await server.reset();
    const env = { ...server.variables, USERS: String(users), DURATION: '1s' };
    const command = { file: project('bin/k6'), args: ['run', '--quiet', project('dist/vacancies.js')], env };
    const { startedAtMs, output } = await startProcess(command, 'any').ended;
    const firstMs = firstCallMs(await server.counts());
    if (firstMs === undefined) throw new Error(`no call was made:\n${output}`);
    return (firstMs - startedAtMs) / 1_000;
  }
}
