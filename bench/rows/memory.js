import { project, run } from '../process.js';
import { rowAtMost } from '../row.js';
import { median } from '../statistics.js';

const MB = 1024 ** 2;
const VIRTUAL_USERS = 500;
/** Number of users of the vacancies suite, and the virtual users that they need, including the one that watches the generator. */
const USERS = 894;
const LOCUST_USERS = 500;

/**
 * Memory of a connected virtual user of the vacancies suite, and of a user of Locust.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function memory({ repeats, server, say }) {
  /** @type {{ loadline: number[], asStarted: number[], locust: number[] }} MB */
  const perUser = { loadline: [], asStarted: [], locust: [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const empty = await k6Peak('bench/peers/k6-empty.js', { VUS: String(VIRTUAL_USERS - 1), DURATION: '5s' });
    const loaded = await loadlinePeak({});
    const generous = await loadlinePeak({ GOGC: '202' });
    perUser.loadline.push((loaded - empty) / VIRTUAL_USERS / MB);
    perUser.asStarted.push((generous - empty) / VIRTUAL_USERS / MB);
    const [one, many] = [await locustPeak(1), await locustPeak(LOCUST_USERS)];
    perUser.locust.push((many - one) / (LOCUST_USERS - 1) / MB);
    say(
      `  ${repeat}/${repeats} ${Object.entries(perUser)
        .map(([name, of]) => `${name} ${of.at(-1)?.toFixed(2)} MB`)
        .join(', ')}`,
    );
  }
  return [
    rowAtMost({
      figure: `memory per virtual user over an empty script, vacancies, ${VIRTUAL_USERS} connected`,
      values: perUser.loadline,
      atMost: 0.3,
      unit: 'MB',
      beside: `with GOGC=202, as bin/loadline starts k6, ${median(perUser.asStarted).toFixed(2)} MB; a user of Locust ${median(perUser.locust).toFixed(2)} MB`,
      samples: perUser,
    }),
  ];

  /** @param {Record<string, string>} settings */
  function loadlinePeak(settings) {
    return k6Peak('dist/vacancies.js', {
      ...server.variables,
      USERS: String(USERS),
      DURATION: '16s',
      ...settings,
    });
  }

  /** @param {number} users @returns bytes */
  async function locustPeak(users) {
    const command = {
      file: project('bench/.venv/bin/locust'),
      args: [
        ['--locustfile', project('bench/peers/locust/crud.py')],
        ['--host', server.address],
        ['--users', String(users), '--spawn-rate', String(users), '--run-time', '16s'],
        ['--headless', '--only-summary', '--stop-timeout', '5'],
      ].flat(),
      env: { PYTHONPATH: project('bench/.venv/stubs'), PACE: '10', ...server.variables },
    };
    return (await run(command, 'any')).peakBytes;
  }
}

/** @param {string} script @param {Record<string, string>} env @returns bytes */
async function k6Peak(script, env) {
  const command = { file: project('bin/k6'), args: ['run', '--quiet', project(script)], env };
  return (await run(command, 'any')).peakBytes;
}
