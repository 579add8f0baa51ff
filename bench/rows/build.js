import { appendFileSync, cpSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { project, run, start } from '../process.js';
import { rowAtMost } from '../row.js';

const SOURCES = [
  [
    'src',
    'protos',
    'plans',
    'thresholds',
    'tools',
    'packages',
    'services',
    'bin/loadline',
    'bin/package.json',
    'package.json',
    'package-lock.json',
    'Makefile',
  ],
  ['webpack.config.js', 'tsconfig.json', 'tsconfig.k6.json', 'buf.yaml', 'buf.gen.yaml'],
].flat();

/** File times have a resolution of some milliseconds: a file that is changed directly after a build may look as old as the build. */
const FILE_TIMES_MS = 100;

/**
 * Size of the bundle, and duration of builds: a clean one from sources and packages, one after a change, and one of
 * `build --watch` after a change.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function build({ repeats, say }) {
  /** @type {{ clean: number[], warm: number[], watched: number[] }} s */
  const seconds = { clean: [], warm: [], watched: [] };
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const copy = mkdtempSync(join(tmpdir(), 'loadline-build-'));
    try {
      for (const part of SOURCES) cpSync(project(part), join(copy, part), { recursive: true });
      for (const made of ['src/gen', 'packages/loadline/dist', 'services/gen', 'services/dist'])
        rmSync(join(copy, made), { recursive: true, force: true });
      symlinkSync(project('node_modules'), join(copy, 'node_modules'));
      seconds.clean.push(await time(copy));
      await wait(FILE_TIMES_MS);
      appendFileSync(join(copy, 'src/systems/vacancies/crud.ts'), '\n// changed\n');
      seconds.warm.push(await time(copy));
      seconds.watched.push(await timeWatched(copy));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
    say(
      `  ${repeat}/${repeats} clean ${seconds.clean.at(-1)?.toFixed(1)} s, warm ${seconds.warm.at(-1)?.toFixed(1)} s, watched ${seconds.watched.at(-1)?.toFixed(1)} s`,
    );
  }
  const control = statSync(project('dist/vacancies.control.js')).size / 1_000;
  return [
    rowAtMost({
      figure: 'size of the bundle, dist/vacancies.js',
      values: [statSync(project('dist/vacancies.js')).size / 1_000],
      atMost: 50,
      unit: 'kB',
      digits: 1,
      note: `virtual users do not load vacancies.control.js, ${control.toFixed(1)} kB`,
    }),
    rowAtMost({ figure: 'clean build', values: seconds.clean, atMost: 10, unit: 's', digits: 1 }),
    rowAtMost({
      figure: 'warm build',
      values: seconds.warm,
      atMost: 3,
      unit: 's',
      digits: 1,
      note: '`make build` after a change of one journey',
    }),
    rowAtMost({
      figure: 'build --watch',
      values: seconds.watched,
      atMost: 2,
      unit: 's',
      digits: 1,
      note: 'of one suite, from the change of one journey to the line that says it is built',
    }),
  ];
}

/** Interval at which the output of a watched build is checked, in ms. */
const POLL_MS = 10;

/** @param {string} cwd @returns seconds from a change to the end of the build that follows */
async function timeWatched(cwd) {
  const args = ['packages/loadline/webpack/build.js', '--watch', 'vacancies'];
  const watch = start({ file: process.execPath, args, cwd }, 'any');
  const built = async (/** @type {number} */ times) => {
    while ((watch.output().match(/^built in /gm)?.length ?? 0) < times) {
      if (!watch.isRunning()) throw new Error(`the watched build ended: ${watch.output()}`);
      await wait(POLL_MS);
    }
  };
  try {
    await built(1);
    await wait(FILE_TIMES_MS);
    appendFileSync(join(cwd, 'src/systems/vacancies/crud.ts'), '\n// changed again\n');
    const startMs = Date.now();
    await built(2);
    return (Date.now() - startMs) / 1_000;
  } finally {
    watch.kill();
    await watch.ended;
  }
}

/** @param {string} cwd @returns seconds */
async function time(cwd) {
  const startMs = Date.now();
  await run({ file: 'make', args: ['--old-file=node_modules/.installed', 'build'], cwd }, 'any');
  return (Date.now() - startMs) / 1_000;
}
