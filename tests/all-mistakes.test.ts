import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadline } from './harness/loadline';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Accounts at an address without a listener: these commands must not send a request. */
const ACCOUNTS = variablesFor({ port: 1 });

/** The error code at the end of every message. */
const CODE = / \[[a-z0-9]+(-[a-z0-9]+)*\]$/;

/** Runs a command that has to exit with 2. @returns its problems, one line each */
async function mistakes(
  args: readonly string[],
  variables: Record<string, string> = ACCOUNTS,
): Promise<string[]> {
  const cwd = await tempFolder();
  const { code, output } = await loadline(cwd, args, variables);
  expect(code, output).toBe(2);
  expect(existsSync(join(cwd, 'reports'))).toBe(false);
  expect(output).toContain('no request was sent');
  const lines = [...output.matchAll(/^ {2}(\S.*)$/gm)].map(([, line = '']) => line);
  for (const line of lines) expect(line).toMatch(CODE);
  return lines.map((line) => line.replace(CODE, ''));
}

it('mistakes of all kinds are reported together: options of run and of the test, --set, variables, reports', async () => {
  const run = ['run', 'vacancies-smoke', '--users', 'abc', '--duration', '5', '--start-at', '12:00'];
  const ways = [
    '--repeat',
    '0',
    '--report-mode',
    '999',
    '--instance',
    '4/3',
    '--tags',
    'x',
    '--baseline',
    'none',
  ];
  const set = ['--set', 'profile.userz=1', '--set', 'test.profil=lod', '--set', 'x'];
  const told = await mistakes([...run, ...ways, ...set], {
    K6_SECRET_SOURCE: 'file=/nonexistent',
    K6_VUS: '3',
  });
  const wheres = [
    ...['--repeat', '--start-at', '--report-mode', '--instance', '--run-id', 'none'],
    ...['--set', '--set profile.userz', '--set test.profil', 'K6_SECRET_SOURCE', 'USERS (command line)'],
    'DURATION (command line)',
  ];
  for (const where of wheres)
    expect(
      told.filter((line) => line.startsWith(`${where}`)),
      told.join('\n'),
    ).not.toEqual([]);
});

it('when only variables and options are wrong, all of them are reported, also those of accounts', async () => {
  const variables = { K6_SECRET_SOURCE: 'file=/nonexistent', K6_VUS: '3', SERVICE_HOST: 'a.example.com' };
  const told = await mistakes(
    ['run', 'vacancies-smoke', '--users', 'abc', '--repeat', '0', '--tags', 'x'],
    variables,
  );
  const wheres = [
    '--repeat',
    'K6_SECRET_SOURCE',
    'K6_VUS',
    'USERS (command line)',
    'TAGS',
    'ALLOW_TARGET',
    'USER_ACCOUNTS',
    'USER_1_EMAIL',
  ];
  for (const where of wheres)
    expect(
      told.filter((line) => line.startsWith(where)),
      told.join('\n'),
    ).toHaveLength(1);
});

it('all problems of the load are reported together, each under the option or variable that causes it, not under the profile', async () => {
  const duration = ['run', 'vacancies-smoke', '--duration', '0s', '--tags', 'x'];
  expect(await mistakes(duration, { ...ACCOUNTS, LISTING_PAGES: '0' })).toEqual([
    expect.stringMatching(/^LISTING_PAGES: /),
    'DURATION (command line): is "0s": write a longer one, such as 30s',
    expect.stringMatching(/^TAGS \(command line\): /),
  ]);
  const users = ['run', 'vacancies-load', '--users', '5000', '--spawn-rate', '1', '--tags', 'x'];
  expect(await mistakes(users)).toEqual([
    expect.stringMatching(/^TAGS \(command line\): /),
    expect.stringMatching(/^USERS \(command line\): the load needs 1h23m20s to reach 5000 users/),
  ]);
});

it('an unknown test does not hide problems of the options', async () => {
  const told = await mistakes([
    'run',
    'nope',
    '--users',
    'abc',
    '--duration',
    '5',
    '--env',
    'x',
    '--repeat',
    '0',
    '--set',
    'y',
  ]);
  for (const where of ['there is no test "nope"', 'USERS', 'DURATION', '--repeat', '--set'])
    expect(told.join('\n')).toContain(where);
});

it('a missing file in K6_SECRET_SOURCE is reported before any request, with variable and path, and so are missing accounts', async () => {
  const secret = { K6_SECRET_SOURCE: 'file=/nonexistent' };
  const [source, ...others] = await mistakes(['run', 'vacancies-smoke'], { ...secret, USER_ACCOUNTS: '1' });
  expect(source).toBe(
    'K6_SECRET_SOURCE: names "/nonexistent", and there is no such file: write the path of the file that holds the accounts',
  );
  expect(others).toEqual([]);
  const told = await mistakes(['plan', 'vacancies-smoke'], secret);
  expect(told.find((line) => line.startsWith('USER_ACCOUNTS'))).toContain('such as USER_ACCOUNTS=2');
});

it.each<[string[], string[]]>([
  [
    [
      'run',
      'vacancies-smoke',
      '--debug',
      '--instances',
      '2',
      '--flat',
      '--repeat',
      '2',
      '--dashboard',
      '--open',
      '--probe',
    ],
    ['--instances', '--flat', '--repeat', '--dashboard', '--open', '--probe'],
  ],
  [
    [
      'run',
      'vacancies-smoke',
      '--debug',
      '--html',
      'x.html',
      '--csv',
      'x',
      '--junit',
      'x.xml',
      '--report-mode',
      '0644',
    ],
    ['--html', '--csv', '--junit', '--report-mode'],
  ],
  [
    [
      'run',
      'vacancies-smoke',
      '--debug',
      '--users',
      '3',
      '--duration',
      '3s',
      '--spawn-rate',
      '3',
      '--profile',
      'load',
    ],
    ['--users', '--duration', '--spawn-rate', '--profile'],
  ],
  [['run', 'vacancies-smoke', '--debug', '--set', 'profile.users=3'], ['--set profile.users']],
  [['run', 'vacancies-smoke', '--instance', '1/2', '--run-id', 'x', '--junit', 'x.xml'], ['--junit']],
  [['run', 'requests', '--probe'], ['--probe']],
  [['run', 'vacancies-smoke', '--skip-health'], ['--skip-health']],
  [
    ['setup', 'fractal', '--duration', '3s', '--tags', 'x'],
    ['--duration', '--tags'],
  ],
  [['sweep', 'vacancies', '--run', 'x', '--users', '3'], ['--users']],
])('options that a mode would ignore are refused, each by its name: %j', async (args, options) => {
  const told = await mistakes(args);
  for (const option of options)
    expect(
      told.filter((line) => line.startsWith(`${option}: `)),
      told.join('\n'),
    ).toHaveLength(1);
});

it('a refused proxy is reported once, as a problem of --proxy', async () => {
  const told = await mistakes(['run', 'requests', '--proxy', 'http://proxy.example.com:3128'], {});
  expect(told).toEqual([
    expect.stringContaining('--proxy: http://proxy.example.com:3128 may not be put under load'),
  ]);
  for (const proxy of ['me@proxy.example.com', 'localhost.:3128'])
    expect(await mistakes(['run', 'requests', '--proxy', proxy], {})).toEqual([
      expect.stringMatching(/^--proxy: /),
    ]);
});

it('setup of a suite without set-up has one problem, which says what to write', async () => {
  expect(await mistakes(['setup', 'vacancies-smoke'], {})).toEqual([
    'suite vacancies: has no set-up, and each run opens its sessions itself: write loadline run vacancies-smoke; suites with a set-up: fractal',
  ]);
});

it('sweep of a run that reports/ does not contain says so, with the nearest id', async () => {
  const cwd = await tempFolder();
  await mkdir(join(cwd, 'reports', '20260301-120000-a1b2'), { recursive: true });
  const { output } = await loadline(
    cwd,
    ['sweep', 'vacancies', '--run', '20260301-120000-a1b3', '--dry-run'],
    ACCOUNTS,
  );
  expect(output).toContain('--run: reports/ of this folder has no run "20260301-120000-a1b3"');
  expect(output).toContain('did you mean "20260301-120000-a1b2"?');
});

it.each([
  ['archive', 'vacancies', '--out', '/proc/loadline/x.tar'],
  ['run', 'vacancies-smoke', '--junit', '/proc/loadline/x/y.xml'],
  ['run', 'vacancies-smoke', '--csv', '/proc/loadline/x/y'],
])('a file that cannot be written is refused before the run: %s %s %s %s', async (...args) => {
  const option = args[2] ?? '';
  expect(await mistakes(args)).toEqual([
    expect.stringMatching(new RegExp(`^${option}: /proc/loadline/\\S+ cannot be written`)),
  ]);
});

it('report does not hang when its files cannot be written, and names the option', async () => {
  const cwd = await tempFolder();
  const { code, output } = await loadline(cwd, [
    'report',
    'x',
    '--junit',
    '/proc/loadline/x/y.xml',
    '--html',
    '/proc/loadline/z.html',
  ]);
  expect(code, output).toBe(2);
  expect(output).toMatch(/--junit: \/proc\/loadline\/x\/y\.xml cannot be written/);
  expect(output).toMatch(/--html: \/proc\/loadline\/z\.html cannot be written/);
});

it('archive makes its target folder, and names the variables that it leaves out because they belong to one run', async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'note'), '');
  const out = join(cwd, 'new', 'folder', 'x.tar');
  const { code, output } = await loadline(cwd, ['archive', 'vacancies', '--out', out], { RUN_ID: 'mine' });
  expect(code, output).toBe(0);
  expect(existsSync(out)).toBe(true);
  expect(output).toContain('not packed, as it belongs to one run: RUN_ID');
});

it('run checks the ids of all its repetitions, and that no report overwrites another file, before the first one', async () => {
  const repeat = ['run', 'vacancies-smoke', '--repeat', '2', '--run-id', 'rep'];
  const told = await mistakes([
    ...repeat,
    ...['--html', 'reports/rep-2/result.json', '--csv', 'out/x', '--junit', 'out/x_stats.csv'],
  ]);
  expect(told).toEqual([
    expect.stringMatching(/^--html: reports\/rep-2\/result\.json is a file that loadline itself writes/),
    expect.stringMatching(/^--junit: out\/x_stats\.csv is also written by --csv/),
  ]);
  const cwd = await tempFolder();
  await mkdir(join(cwd, 'reports', 'rep-2'), { recursive: true });
  const { RUN_ID: _, ...variables } = ACCOUNTS;
  for (const [args, id] of [[repeat], [repeat.slice(0, 4), 'rep']] as const) {
    const { code, output } = await loadline(cwd, args, { ...variables, ...(id && { RUN_ID: id }) });
    expect(code, output).toBe(2);
    expect(output).toMatch(/RUN_ID: \S+\/rep-2 is there already/);
    expect(await readdir(join(cwd, 'reports'))).toEqual(['rep-2']);
  }
});
