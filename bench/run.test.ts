import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from '../tests/harness/child';
import { eventually } from '../tests/harness/eventually';
import { tempFolder } from '../tests/harness/temp-folder';

const root = join(import.meta.dirname, '..');
/** What is made or installed, and not copied. */
const MADE = ['bin', 'gen', '.venv'].map((folder) => join(root, 'bench', folder));
/** Replaces taskset, so that these tests run on a machine with any number of cores. */
const TASKSET = '#!/bin/sh\n[ "$1" = -cp ] && exit\nshift 2\nexec "$@"\n';

const executable = (path: string, text: string) => writeFileSync(path, text, { mode: 0o755 });

/**
 * Starts the bench in a copy of its files.
 * @param server script that replaces the server; absent: there is no server
 * @param variables further variables of its environment
 * @param row what it measures
 */
async function startBench(server?: string, variables: Record<string, string> = {}, row = 'start') {
  const folder = await tempFolder();
  for (const part of ['bench/bin', 'tools', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
  cpSync(join(root, 'bench'), join(folder, 'bench'), {
    recursive: true,
    filter: (path) => !MADE.includes(path),
  });
  for (const file of ['package.json', 'tests/harness/chrome.js'])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  executable(join(folder, 'tools/taskset'), TASKSET);
  if (server !== undefined) executable(join(folder, 'bench/bin/server'), `#!/bin/sh\n${server}\n`);
  const bench = startInTest(process.execPath, ['bench/run.js', row], {
    cwd: folder,
    env: { PATH: `${join(folder, 'tools')}:${process.env.PATH}`, TMPDIR: join(folder, 'tmp'), ...variables },
  });
  return { ...bench, folder };
}

/** Waits until the server has ended, which has written its process id. */
async function hasEnded(folder: string): Promise<void> {
  const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
  // A process that has ended, and that nobody has asked for its exit code yet, has no command line.
  const command = () => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  await eventually(async () => expect(await command()).toBe(''));
}

const temporary = (folder: string) => readdirSync(join(folder, 'tmp'));

it('without its server the bench says what to do, and leaves nothing', async () => {
  const { ending, folder } = await startBench();
  const { code, stderr } = await ending;
  expect(stderr).toMatch(
    /^the bench cannot start: bench\/bin\/server is missing or of another version: run bench\/install\.sh\. .+\n$/,
  );
  expect(code).toBe(2);
  expect(temporary(folder)).toEqual([]);
});

it('a name that every object has is no row', async () => {
  const { code, stderr } = await (await startBench(undefined, {}, 'toString')).ending;
  expect(stderr).toMatch(/^there is no row toString: there are .*\bstart, /);
  expect(code).toBe(2);
});

it.each([
  ...['0', '1e3', '0x10', '+5', '1.0'].map((text) => [
    'REPEATS',
    text,
    'whole number from 1 upwards, such as 5',
  ]),
  ['WARM_UP_USERS', 'many', 'whole number from 1 upwards, such as 4000'],
  ['ITERATIONS_PER_SECOND', '505', 'multiple of 10, such as 500'],
])('%s=%s is refused before anything starts', async (name, value, wanted) => {
  const { ending, folder } = await startBench(undefined, { [name]: value });
  const { code, stderr } = await ending;
  expect(stderr).toBe(`${name} is "${value}": write a ${wanted}\n`);
  expect(code).toBe(2);
  expect(temporary(folder)).toEqual([]);
});

it.each([
  [
    'without the root of its certificates',
    '{"address":"127.0.0.1:1","tls":"127.0.0.1:2","control":"http://a"}',
  ],
  ['in another form', 'listening on 127.0.0.1:1'],
])('a server that says where it listens %s is ended', async (_, line) => {
  const { ending, folder } = await startBench(`echo $$ >pid\necho '${line}'\nexec sleep 600`);
  const { code, stderr } = await ending;
  expect(stderr).toBe(
    `the bench cannot start: bench/bin/server is missing or of another version: run bench/install.sh. Its first line: ${line}\n`,
  );
  expect(code).toBe(2);
  await hasEnded(folder);
  expect(temporary(folder)).toEqual([]);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the bench with %i, and what it has started', async (signal, exitCode) => {
  const {
    process: bench,
    ending,
    folder,
  } = await startBench('echo $$ >pid.new\nmv pid.new pid\nexec sleep 600');
  await eventually(() => expect(existsSync(join(folder, 'pid'))).toBe(true));
  bench.kill(signal);
  expect((await ending).code).toBe(exitCode);
  await hasEnded(folder);
  expect(temporary(folder)).toEqual([]);
});
