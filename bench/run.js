// What loadline costs beside a minimal k6 script doing the same calls: one run, the same k6, the same server.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, median } from './measure.js';
import { project, startService } from './service.js';

const K6 = project('bin/k6');
const BUNDLE = project('dist/vacancies.js');
const HAND_WRITTEN = project('bench/peers/k6-handwritten.js');
const EMPTY = project('bench/peers/k6-empty.js');
const REPEATS = Number(process.env.REPEATS ?? 5);
const MB = 1024 ** 2;

/** @type {{ figure: string, value: string, goal: string, result: string }[]} */
const rows = [];
/** @param {string} figure @param {string} value @param {string} goal @param {boolean} isMet */
const report = (figure, value, goal, isMet) => {
  rows.push({ figure, value, goal, result: isMet ? 'ok' : 'missed' });
  console.log(`${figure}: ${value} (goal ${goal}) ${isMet ? 'ok' : 'MISSED'}`);
};

const fastBundle = mkdtempSync(join(tmpdir(), 'loadline-bench-'));
execFileSync(
  project('node_modules/.bin/webpack'),
  ['--config-name', 'build-tools', '--config-name', 'control', '--config-name', 'virtual-users'],
  {
    cwd: project('.'),
    env: { ...process.env, SUITES: 'bench/suites', DIST: fastBundle },
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);

const service = await startService();
const common = { ...service.variables, PROTOSET: project('dist/vacancies.protoset') };
try {
  await cpuPerCall();
  await memoryPerUser();
  await timeToStart();
  sizes();
  cleanBuild();
} finally {
  await service.stop();
  rmSync(fastBundle, { recursive: true });
}
console.table(rows);

/**
 * CPU of a script per call, start-up taken out: a long run minus a short one, over the calls that it has more.
 * @param {string} script
 */
async function marginalCpu(script) {
  const env = { ...common, USERS: '75' };
  const cost = async (/** @type {string} */ DURATION) => {
    await service.takeCalls();
    const { cpuSeconds, code, output } = await measure(K6, ['run', '--quiet', script], { ...env, DURATION });
    if (code !== 0 && code !== 99) throw new Error(output);
    return { cpuSeconds, calls: await service.takeCalls() };
  };
  const short = await cost('2s');
  const long = await cost('10s');
  return ((long.cpuSeconds - short.cpuSeconds) / (long.calls - short.calls)) * 1e6;
}

async function cpuPerCall() {
  const ratios = [];
  const ours = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const hand = await marginalCpu(HAND_WRITTEN);
    const own = await marginalCpu(join(fastBundle, 'crud.js'));
    ours.push(own);
    ratios.push(own / hand);
  }
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}, ${REPEATS} pairs`;
  const value = `${median(ratios).toFixed(2)} × hand-written (${spread}; ${median(ours).toFixed(0)} µs)`;
  report('CPU per call', value, '≤ 1.10 ×', median(ratios) <= 1.1);
}

async function memoryPerUser() {
  const users = [];
  for (let repeat = 0; repeat < 3; repeat++) {
    const env = { ...common, USERS: '894', DURATION: '16s' };
    const loaded = await measure(K6, ['run', '--quiet', BUNDLE], env);
    const empty = await measure(K6, ['run', '--quiet', EMPTY], { VUS: '499', DURATION: '5s' });
    users.push((loaded.peakBytes - empty.peakBytes) / 500 / MB);
  }
  const value = `${median(users).toFixed(2)} MB (${users.map((mb) => mb.toFixed(2)).join(', ')})`;
  report('memory per VU over an empty script, 500 VUs', value, '≤ 0.35 MB', median(users) <= 0.35);
}

async function timeToStart() {
  const times = [];
  for (let repeat = 0; repeat < 3; repeat++) {
    await service.takeCalls();
    const env = { ...common, USERS: '174', DURATION: '1s' };
    const { startedAtMs } = await measure(K6, ['run', '--quiet', BUNDLE], env);
    times.push((await service.firstArrival('pb.AuthService/SignInUser')) - startedAtMs);
  }
  const value = `${median(times).toFixed(0)} ms to the first call, all VUs being ready`;
  report('start of 100 VUs', value, '≤ 1 s', median(times) <= 1_000);
}

function sizes() {
  const bytes = statSync(BUNDLE).size;
  const control = statSync(project('dist/vacancies.control.js')).size;
  const value = `${(bytes / 1000).toFixed(1)} kB (and vacancies.control.js, which virtual users do not load: ${(control / 1000).toFixed(1)} kB)`;
  report('dist/vacancies.js', value, '≤ 60 kB', bytes <= 60_000);
}

function cleanBuild() {
  const copy = mkdtempSync(join(tmpdir(), 'loadline-build-'));
  try {
    for (const part of [
      'src',
      'protos',
      'plans',
      'thresholds',
      'tools',
      'bin/loadline',
      'package.json',
      'webpack.config.js',
    ]) {
      cpSync(project(part), join(copy, part), { recursive: true });
    }
    for (const part of ['tsconfig.json', 'tsconfig.k6.json', 'buf.yaml', 'buf.gen.yaml'])
      cpSync(project(part), join(copy, part));
    rmSync(join(copy, 'src/gen'), { recursive: true, force: true });
    symlinkSync(project('node_modules'), join(copy, 'node_modules'));
    const start = Date.now();
    const steps = 'node_modules/.bin/buf generate && node_modules/.bin/webpack && bin/loadline check';
    execFileSync('sh', ['-c', steps], { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
    const seconds = (Date.now() - start) / 1000;
    report('clean build', `${seconds.toFixed(1)} s`, '≤ 15 s', seconds <= 15);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
