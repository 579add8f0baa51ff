import { liveHeapBytes } from '../pprof.js';
import { project, run } from '../process.js';
import { rowAtMost } from '../row.js';
import { median, ratios } from '../statistics.js';
import { bundle, CONNECTIONS, handWritten } from '../tools.js';

const MB = 1024 ** 2;
const KB = 1024;
const VIRTUAL_USERS = 500;
/** Number of users of the vacancies suite, and the virtual users that they need, including the one that watches the generator. */
const USERS = 894;
const LOCUST_USERS = 500;
/** The heap is read when all virtual users are connected, and k6 ends soon after. */
const CONNECTED_MS = 6_000;
const HEAP_SECONDS = 8;
/** The default of Go. */
const GOGC = '100';

/**
 * Memory of a connected virtual user of the vacancies suite, and of a user of Locust; and the live heap of one, beside the
 * hand-written script.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function memory({ repeats, server, home, say }) {
  /** @type {{ loadline: number[], asStarted: number[], locust: number[] }} MB */
  const perUser = { loadline: [], asStarted: [], locust: [] };
  /** @type {{ loadline: number[], 'hand-written': number[] }} kB */
  const heap = { loadline: [], 'hand-written': [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const empty = await peak(emptyCommand({ VUS: String(VIRTUAL_USERS - 1), DURATION: '5s' }));
    const loaded = await loadlinePeak({});
    const generous = await loadlinePeak({ GOGC: '202' });
    perUser.loadline.push((loaded - empty) / VIRTUAL_USERS / MB);
    perUser.asStarted.push((generous - empty) / VIRTUAL_USERS / MB);
    const [one, many] = [await locustPeak(1), await locustPeak(LOCUST_USERS)];
    perUser.locust.push((many - one) / (LOCUST_USERS - 1) / MB);
    const idle = await heapOf(emptyCommand({ VUS: String(CONNECTIONS), DURATION: `${HEAP_SECONDS}s` }));
    for (const [name, tool] of Object.entries({ loadline: bundle(home), 'hand-written': handWritten })) {
      const command = await tool(server, HEAP_SECONDS);
      if (Array.isArray(command)) throw new Error('one command is measured at a time');
      heap[/** @type {keyof typeof heap} */ (name)].push(((await heapOf(command)) - idle) / CONNECTIONS / KB);
    }
    say(
      `  ${repeat}/${repeats} ${Object.entries(perUser)
        .map(([name, of]) => `${name} ${of.at(-1)?.toFixed(2)} MB`)
        .join(', ')}; live heap ${Object.entries(heap)
        .map(([name, of]) => `${name} ${of.at(-1)?.toFixed(0)} kB`)
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
    rowAtMost({
      figure: `live heap per virtual user over an empty script, ${CONNECTIONS} connected, GOGC=${GOGC}, over hand-written`,
      values: ratios(heap.loadline, heap['hand-written']),
      atMost: 1.5,
      beside: `loadline ${median(heap.loadline).toFixed(0)} kB, hand-written ${median(heap['hand-written']).toFixed(0)} kB`,
      note: 'after a forced garbage collection in the middle of the run',
      samples: heap,
    }),
  ];

  /** @param {import('../process.js').Command} command @returns bytes */
  function heapOf(command) {
    return liveHeapBytes({ ...command, env: { ...command.env, GOGC } }, CONNECTED_MS);
  }

  /** @param {Record<string, string>} settings */
  function loadlinePeak(settings) {
    return peak(
      k6Command('dist/vacancies.js', {
        ...server.variables,
        USERS: String(USERS),
        DURATION: '16s',
        ...settings,
      }),
    );
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
    return peak(command);
  }
}

/** @param {string} script @param {Record<string, string>} env @returns {import('../process.js').Command} */
function k6Command(script, env) {
  return { file: project('bin/k6'), args: ['run', '--quiet', project(script)], env };
}

/** Virtual users that do nothing. @param {Record<string, string>} env */
const emptyCommand = (env) => k6Command('bench/peers/k6-empty.js', env);

/** @param {import('../process.js').Command} command @returns bytes */
async function peak(command) {
  return (await run(command, 'any')).peakBytes;
}
