// What the HTTP suites cost beside k6 scripts written by hand that make the same calls.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import webpack from 'webpack';
import { startHttpService } from './http-service.js';
import { measure, median } from './measure.js';
import { project } from './service.js';

const K6 = project('bin/k6');
const MB = 1024 ** 2;
const PHOTO_BYTES = 300_000;

/** @typedef {{ figure: string, value: string, goal: string, result: string }} Row */
/** @typedef {Awaited<ReturnType<typeof startHttpService>>} Service */
/** @typedef {{ own: string, hand: string, env: Record<string, string>, service: Service }} Pair */

/**
 * CPU for each call, small and large, and memory for each virtual user.
 * @param {number} repeats pairs of runs for each figure of CPU
 * @returns {Promise<Row[]>}
 */
export async function httpRows(repeats) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-bench-http-'));
  const requests = await startHttpService('requests', ['--workers', '1000', '--work-time', '0s']);
  const chater = await startHttpService('chater', ['--poll-quantum', '0s', '--back-end-time', '0s']);
  try {
    buildSuites(folder);
    await buildPeer(folder);
    const photo = join(folder, 'photo.jpg');
    writeFileSync(photo, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(PHOTO_BYTES - 3, 7)]));
    const day = '20-11-2026';
    const diary = {
      ...chater.variables,
      TEST_PHOTO_PATH: photo,
      TEST_CUSTOM_DATE: day,
      TEST_ALCOHOL_START: day,
      TEST_ALCOHOL_END: day,
    };
    const submission = {
      own: join(folder, 'submission.js'),
      hand: project('bench/peers/requests-handwritten.js'),
      env: { ...requests.variables, COMPLETE_WITHIN: '100ms', POLL_EVERY: '10ms', USERS: '45' },
      service: requests,
    };
    const food = {
      own: join(folder, 'diary.js'),
      hand: join(folder, 'chater-handwritten.js'),
      service: chater,
    };
    const small = { ...food, env: { ...diary, TAGS: 'small', USERS: '45' } };
    const upload = { ...food, env: { ...diary, TAGS: 'photo', USERS: '15' } };
    return [
      await cpuRow('CPU per call, JSON', submission, repeats, 1.1),
      await cpuRow('CPU per call, small protobuf', small, repeats, 1.1),
      await cpuRow(`CPU per call, every other one a photo of ${PHOTO_BYTES / 1000} kB`, upload, repeats, 1.2),
      await memoryRow('requests', { ...requests.variables, COMPLETE_WITHIN: '1s', USERS: '227' }),
      await memoryRow('chater', { ...diary, EXCLUDE_TAGS: 'full_flow,health_level', USERS: '124' }),
    ];
  } finally {
    await Promise.all([requests.stop(), chater.stop()]);
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder where the bundles go */
function buildSuites(folder) {
  const names = ['build-tools', 'control', 'virtual-users'].flatMap((name) => ['--config-name', name]);
  execFileSync(project('node_modules/.bin/webpack'), names, {
    cwd: project('.'),
    env: { ...process.env, SUITES: 'bench/suites/http', DIST: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** @param {string} folder where the bundle goes */
async function buildPeer(folder) {
  const compiler = webpack({
    mode: 'production',
    context: project('.'),
    entry: { 'chater-handwritten': project('bench/peers/chater-handwritten.js') },
    target: 'es2022',
    output: { path: folder, filename: '[name].js', library: { type: 'commonjs' }, chunkFormat: 'commonjs' },
    externalsType: 'commonjs',
    externals: [/^k6(\/.*)?$/],
    optimization: { minimize: false },
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'ts-loader',
          options: {
            transpileOnly: true,
            configFile: project('tsconfig.k6.json'),
            compilerOptions: { noEmit: false },
          },
        },
      ],
    },
  });
  await new Promise((resolve, reject) =>
    compiler.run((error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
      else resolve(undefined);
    }),
  );
}

/**
 * CPU for each call beside that of the script written by hand: in pairs, one after the other, as the machine's pace changes.
 * @param {string} figure
 * @param {Pair} pair
 * @param {number} repeats
 * @param {number} goal
 * @returns {Promise<Row>}
 */
async function cpuRow(figure, { own, hand, env, service }, repeats, goal) {
  const ratios = [];
  const ours = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const beside = await marginalCpu(hand, env, service);
    const cost = await marginalCpu(own, env, service);
    ours.push(cost);
    ratios.push(cost / beside);
  }
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}, ${repeats} pairs`;
  const value = `${median(ratios).toFixed(2)} × hand-written (${spread}; ${median(ours).toFixed(0)} µs)`;
  return row(figure, value, `≤ ${goal.toFixed(2)} ×`, median(ratios) <= goal);
}

/**
 * CPU of a script per call in µs, start-up taken out: a long run minus a short one, over the calls that it has more.
 * @param {string} script
 * @param {Record<string, string>} env
 * @param {Service} service
 */
async function marginalCpu(script, env, service) {
  const cost = async (/** @type {string} */ DURATION) => {
    await service.takeCalls();
    const { cpuSeconds, code, output } = await measure(K6, ['run', '--quiet', script], { ...env, DURATION });
    // 99 is a busy machine's: what is measured is CPU.
    if (code !== 0 && code !== 99) throw new Error(output);
    return { cpuSeconds, calls: await service.takeCalls() };
  };
  const short = await cost('2s');
  const long = await cost('10s');
  return ((long.cpuSeconds - short.cpuSeconds) / (long.calls - short.calls)) * 1e6;
}

/**
 * Memory of each virtual user of a suite, over users of an empty script.
 * @param {string} suite
 * @param {Record<string, string>} env for about 500 virtual users
 * @returns {Promise<Row>}
 */
async function memoryRow(suite, env) {
  const users = [];
  let count = 0;
  for (let repeat = 0; repeat < 3; repeat++) {
    const bundle = project(`dist/${suite}.js`);
    const loaded = await measure(K6, ['run', '--quiet', bundle], { ...env, DURATION: '12s' });
    count = Number(/(\d+) virtual users/.exec(loaded.output)?.[1]);
    const empty = await measure(K6, ['run', '--quiet', project('bench/peers/k6-empty.js')], {
      VUS: String(count),
      DURATION: '5s',
    });
    users.push((loaded.peakBytes - empty.peakBytes) / count / MB);
  }
  const value = `${median(users).toFixed(2)} MB (${users.map((mb) => mb.toFixed(2)).join(', ')}; ${count} VUs)`;
  return row(`memory per VU of ${suite} over an empty script`, value, '≤ 0.50 MB', median(users) <= 0.5);
}

/** @param {string} figure @param {string} value @param {string} goal @param {boolean} isMet @returns {Row} */
function row(figure, value, goal, isMet) {
  console.log(`${figure}: ${value} (goal ${goal}) ${isMet ? 'ok' : 'MISSED'}`);
  return { figure, value, goal, result: isMet ? 'ok' : 'missed' };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  console.table(await httpRows(Number(process.env.REPEATS ?? 5)));
