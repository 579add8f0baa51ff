import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildChaterPeer, buildHttpSuites } from '../http-bundles.js';
import { startHttpService } from '../http-service.js';
import { CORES, failure, project, run, start } from '../process.js';
import { rowAtMost } from '../row.js';
import { median, ratios } from '../statistics.js';

const K6 = project('bin/k6');
const MB = 1024 ** 2;
const PHOTO_BYTES = 300_000;

/** @typedef {Awaited<ReturnType<typeof startHttpService>>} Service */
/** @typedef {import('../row.js').Bench} Bench */
/** @typedef {import('../row.js').Row} Row */

/**
 * Two scripts that make the same calls.
 * @typedef {object} Pair
 * @property {string} figure
 * @property {string} own
 * @property {string} hand
 * @property {Record<string, string>} env
 * @property {Service} service
 * @property {number} atMost
 */

/**
 * The HTTP suites beside k6 scripts written by hand that make the same calls: CPU per call, memory per virtual user.
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
export async function http(bench) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-bench-http-'));
  const requests = await startHttpService('requests', [
    '--workers',
    '1000',
    '--work-time',
    '0s',
    '--job-every',
    '0s',
  ]);
  const chater = await startHttpService('chater', ['--poll-quantum', '0s', '--back-end-time', '0s']);
  try {
    buildHttpSuites(folder);
    await buildChaterPeer(folder);
    const diary = { ...chater.variables, ...diaryData(folder) };
    const food = { own: join(folder, 'diary.js'), hand: join(folder, 'chater-handwritten.js') };
    return [
      await cpuRow(bench, {
        figure: 'CPU per HTTP call, JSON, over hand-written',
        own: join(folder, 'submission.js'),
        hand: project('bench/peers/requests-handwritten.js'),
        env: { ...requests.variables, COMPLETE_WITHIN: '100ms', POLL_EVERY: '10ms', USERS: '45' },
        service: requests,
        atMost: 1.1,
      }),
      await cpuRow(bench, {
        ...food,
        figure: 'CPU per HTTP call, small protobuf, over hand-written',
        env: { ...diary, TAGS: 'small', USERS: '45' },
        service: chater,
        atMost: 1.1,
      }),
      await cpuRow(bench, {
        ...food,
        figure: `CPU per HTTP call, every other one a photo of ${PHOTO_BYTES / 1000} kB, over hand-written`,
        env: { ...diary, TAGS: 'photo', USERS: '15' },
        service: chater,
        atMost: 1.2,
      }),
      await memoryRow(bench, 'requests', {
        ...requests.variables,
        COMPLETE_WITHIN: '1s',
        POLL_EVERY: '100ms',
        USERS: '227',
      }),
      await memoryRow(bench, 'chater', {
        ...diary,
        EXCLUDE_TAGS: 'full_flow,health_level',
        USERS: '124',
      }),
    ];
  } finally {
    await Promise.all([requests.stop(), chater.stop()]);
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder @returns {Record<string, string>} */
function diaryData(folder) {
  const photo = join(folder, 'photo.jpg');
  // The head of a JPEG. Nothing reads the rest.
  writeFileSync(photo, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(PHOTO_BYTES - 3, 7)]));
  const day = '20-11-2026';
  return {
    TEST_PHOTO_PATH: photo,
    TEST_CUSTOM_DATE: day,
    TEST_ALCOHOL_START: day,
    TEST_ALCOHOL_END: day,
  };
}

/**
 * In turns, because the speed of the machine changes.
 * @param {Bench} bench
 * @param {Pair} pair
 * @returns {Promise<Row>}
 */
async function cpuRow({ repeats, say }, { figure, own, hand, env, service, atMost }) {
  /** @type {{ hand: number[], own: number[], generous: number[] }} µs */
  const perCall = { hand: [], own: [], generous: [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    perCall.hand.push(await marginalCpu(hand, env, service));
    perCall.own.push(await marginalCpu(own, env, service));
    perCall.generous.push(await marginalCpu(own, { ...env, GOGC: '400' }, service));
    const [by, ours, rare] = Object.values(perCall).map((values) => values.at(-1)?.toFixed(0));
    say(`  ${repeat}/${repeats} hand-written ${by} µs, loadline ${ours} µs, with GOGC=400 ${rare} µs`);
  }
  const generous = median(ratios(perCall.generous, perCall.hand)).toFixed(2);
  return rowAtMost({
    figure,
    values: ratios(perCall.own, perCall.hand),
    atMost,
    beside: `${median(perCall.own).toFixed(0)} µs; with GOGC=400 ${generous} ×`,
    samples: perCall,
  });
}

/**
 * CPU of a script per call in µs, without the start-up: a long run minus a short one, divided by the additional calls.
 * @param {string} script
 * @param {Record<string, string>} env
 * @param {Service} service
 */
async function marginalCpu(script, env, service) {
  const cost = async (/** @type {string} */ DURATION) => {
    await service.takeCalls();
    const command = { file: K6, args: ['run', '--quiet', script], env: { ...env, DURATION } };
    const { code, cpuSeconds, output } = await start(command, CORES.generator).ended;
    // 99 is accepted: a busy machine breaks thresholds, and the row measures CPU.
    if (code !== 0 && code !== 99) throw failure(command, `ended with ${code}`, output);
    return { cpuSeconds, calls: await service.takeCalls() };
  };
  const short = await cost('2s');
  const long = await cost('10s');
  return ((long.cpuSeconds - short.cpuSeconds) / (long.calls - short.calls)) * 1e6;
}

/**
 * @param {Bench} bench
 * @param {string} suite
 * @param {Record<string, string>} env for about 500 virtual users
 * @returns {Promise<Row>}
 */
async function memoryRow({ repeats, say }, suite, env) {
  const perUser = [];
  let users = 0;
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const loaded = await k6Run(`dist/${suite}.js`, { ...env, DURATION: '12s' });
    users = Number(/(\d+) virtual users/.exec(loaded.output)?.[1]);
    const empty = await k6Run('bench/peers/k6-empty.js', { VUS: String(users), DURATION: '5s' });
    perUser.push((loaded.peakBytes - empty.peakBytes) / users / MB);
    say(`  ${repeat}/${repeats} ${suite} ${perUser.at(-1)?.toFixed(2)} MB`);
  }
  const figure = `memory per virtual user over an empty script, ${suite} without photos, ${users} connected`;
  return rowAtMost({ figure, values: perUser, atMost: 0.5, unit: 'MB' });
}

/** @param {string} script @param {Record<string, string>} env */
function k6Run(script, env) {
  return run({ file: K6, args: ['run', '--quiet', project(script)], env }, 'any');
}
