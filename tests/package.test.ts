import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { textsInArchive } from './harness/canary';
import { type Ending, start, startInTest } from './harness/child';
import { toolPath } from './harness/fixture-suites';
import { freePort } from './harness/free-port';
import { EMPTY, FULL, kindsServer, SENT } from './harness/kinds-server';
import { resultIn } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { newFolder, tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** A user's project: protos, journeys, suites, thresholds, plans, and the package as npm installs it. */
let home: string;
let tarball: string;

const env = () => ({ ...toolPath(), K6: project('bin/k6') });

beforeAll(async () => {
  home = await newFolder();
  await all(start('make', ['package'], { cwd: project(), env: toolPath() }).ending);
  const { version } = JSON.parse(await readFile(project('packages/loadline/package.json'), 'utf8'));
  tarball = project('.make', `loadline-${version}.tgz`);
  await cp(project('tests/fixtures/package'), home, { recursive: true });
  for (const protos of ['protos/vacancies', 'tests/fixtures/protos/kinds'])
    await cp(project(protos), join(home, 'protos', basename(protos)), { recursive: true });
  // Bundles of a suite that has been removed, and a file of the user.
  await mkdir(join(home, 'dist'));
  for (const file of ['gone.js', 'gone.control.js'])
    await writeFile(join(home, 'dist', file), "throw new Error('gone')\n// Built by loadline 0.1.0\n");
  await writeFile(join(home, 'dist/jobs.tar'), 'an archive');
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { peerDependencies } = JSON.parse(await readFile(project('packages/loadline/package.json'), 'utf8'));
  const buf = `@bufbuild/buf@${peerDependencies['@bufbuild/buf']}`;
  await all(start('npm', ['install', ...options, tarball, buf], { cwd: home, env: toolPath() }).ending);
  await all(start(installed('loadline'), ['build'], { cwd: home, env: toolPath() }).ending);
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Path of a program that npm has installed into the project. */
function installed(name: string): string {
  return join(home, 'node_modules/.bin', name);
}

async function all(ending: Promise<Ending>): Promise<void> {
  const { code, output } = await ending;
  if (code !== 0) throw new Error(output);
}

/** Runs the installed command line to its end. */
function loadline(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  cwd = home,
): Promise<Ending> {
  return startInTest(installed('loadline'), args, { cwd, env: { ...env(), ...variables } }).ending;
}

it('is small, and contains no tests, no maps and no reference services', async () => {
  expect((await stat(tarball)).size).toBeLessThanOrEqual(1_000_000);
  const files = await readdir(join(home, 'node_modules/loadline'), { recursive: true });
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'README.md', 'THIRD-PARTY.md']));
  expect(files.filter((file) => /\.(test|map)\b|^src|services|^\.|\/\./.test(file))).toEqual([]);
  const commandLine = await readFile(join(home, 'node_modules/loadline/dist/cli/loadline.cjs'), 'utf8');
  expect(commandLine).not.toMatch(/startVacancyService|faker/);
});

it('builds a project with the project’s webpack.config.js, and the types of its protos', async () => {
  const dist = await readdir(join(home, 'dist'));
  expect(dist.filter((file) => file.endsWith('.js')).sort()).toEqual([
    'jobs.control.js',
    'jobs.js',
    'kinds.control.js',
    'kinds.js',
    'visits.control.js',
    'visits.js',
  ]);
  expect(dist).toEqual(expect.arrayContaining(['vacancies.protoset', 'kinds.protoset', 'jobs.tar']));
  expect(await readFile(join(home, 'dist/data/readers.json'), 'utf8')).toBe('[{"name":"reader 1"}]');
  // Virtual users do not load the code that plans and judges, as in a build from the package's sources.
  expect(await readFile(join(home, 'dist/jobs.js'), 'utf8')).not.toMatch(/class RunControl|function judge\(/);
});

it('has types: the project compiles, and a wrong field of a request does not', async () => {
  const check = () => startInTest(installed('tsc'), [], { cwd: home, env: toolPath() }).ending;
  expect(await check()).toMatchObject({ output: '', code: 0 });
  const wrong = join(home, 'src/wrong.ts');
  const lines = [
    "import { firstPage } from './journeys/control/page';",
    "import { listVacancies } from './journeys/api';",
    "import { echo } from './journeys/kinds';",
    'export const send = (iteration: Parameters<typeof listVacancies>[0]) =>',
    '  listVacancies(iteration, { ...firstPage, pages: 1 });',
    // Uses the types of protobuf's well-known types, which come from another package.
    'export const tell = (iteration: Parameters<typeof echo>[0]) => echo(iteration, { at: 1 });',
  ];
  await writeFile(wrong, lines.join('\n'));
  const { code, output } = await check();
  await rm(wrong);
  expect(output).toMatch(/^src\/wrong\.ts\(5,\d+\): error TS\d+: .*'pages'/);
  expect(output).toMatch(
    /^src\/wrong\.ts\(6,\d+\): error TS\d+: Type 'number' is not assignable to type 'string'/m,
  );
  expect(code).not.toBe(0);
});

it('plans, runs and reports: the figures are those of the service', async () => {
  const service = await referenceService();
  const variables = variablesFor(service);
  const plan = await loadline(['plan', 'jobs'], variables, join(home, 'src/journeys'));
  expect(plan.output).toContain(`SERVICE_PORT  ${service.port}`);
  expect(plan.code).toBe(0);

  const run = await loadline(['run', 'jobs', '--run-id', 'own'], variables);
  expect(run.code, run.output).toBe(0);
  const { verdict, aggregate } = await resultIn(home, 'own');
  expect(verdict).toBe('pass');
  expect(aggregate.scriptErrors).toBe(0);
  const [listing] = aggregate.calls.filter(({ call }) => call === 'GetVacancies');
  expect(listing?.count).toBeGreaterThan(0);
  expect(service.stats().calls['pb.VacancyService/GetVacancies']).toEqual({ OK: listing?.count });

  const elsewhere = await tempFolder();
  const report = await loadline(['report', join(home, 'reports/own'), '--out', elsewhere], {}, elsewhere);
  expect(report.code, report.output).toBe(0);
});

it('can be set up with the files in the documents', async () => {
  const shown = await readFile(project('docs/own-project.md'), 'utf8');
  for (const file of ['webpack.config.js', 'tsconfig.json'])
    expect(shown).toContain(await readFile(join(home, file), 'utf8'));
});

it('refuses to make types of protos without their library, because the compiler would treat them as any', async () => {
  const cwd = await tempFolder();
  await cp(join(home, 'protos'), join(cwd, 'protos'), { recursive: true });
  const script = join(await realpath(home), 'node_modules/loadline/webpack/proto-types.js');
  const { code, output } = await startInTest(process.execPath, [script], { cwd, env: toolPath() }).ending;
  expect(output).toMatch(
    /the types of protos import @bufbuild\/protobuf, which is not installed in .*: npm install --save-dev @bufbuild\/protobuf@\d/,
  );
  expect(code).toBe(1);
});

it('run rebuilds stale suites: those that a build of one suite left out, and those with other data or protos', async () => {
  await rm(join(home, 'dist/.built'));
  await all(start(installed('loadline'), ['build', 'kinds'], { cwd: home, env: toolPath() }).ending);
  const nothingThere = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(await freePort()) };
  const building = 'the suites have changed since they were built: building them';
  expect((await loadline(['run', 'kinds', '--debug'], nothingThere)).output).toContain(building);
  expect((await loadline(['run', 'kinds', '--debug'], nothingThere)).output).not.toContain(building);

  // webpack itself knows neither test data nor protos.
  for (const [file, edit] of [
    ['data/readers.js', (text: string) => text.replace('reader 1', 'reader 2')],
    ['protos/kinds/kinds.proto', (text: string) => `${text}\nmessage Unused {}\n`],
  ] as const) {
    await writeFile(join(home, file), edit(await readFile(join(home, file), 'utf8')));
    expect((await loadline(['run', 'kinds', '--debug'], nothingThere)).output, file).toContain(building);
  }
  expect(await readFile(join(home, 'dist/data/readers.json'), 'utf8')).toBe('[{"name":"reader 2"}]');
});

it('archive packs the thresholds as they are now, also after a build of another suite', async () => {
  const file = join(home, 'thresholds/jobs.json');
  const text = await readFile(file, 'utf8');
  onTestFinished(() => writeFile(file, text));
  await writeFile(file, text.replace('"why": "', '"why": "edited, '));
  await all(start(installed('loadline'), ['build', 'kinds'], { cwd: home, env: toolPath() }).ending);
  const { jobs } = JSON.parse(await readFile(join(home, 'dist/built-in.json'), 'utf8'));
  const ofBuild = createHash('sha256').update(text).digest('hex');
  expect(jobs['thresholds/jobs.json']).toBe(ofBuild);
  const archive = join(await tempFolder(), 'jobs.tar');
  const { code, output } = await loadline(['archive', 'jobs', '--out', archive]);
  expect(code, output).toBe(0);
  expect(Object.values(await textsInArchive(archive)).join()).toContain('edited, ');
});

it('refuses a suite whose test data is gone, in a build and before a run', async () => {
  const [data, away] = [join(home, 'data'), join(home, 'away')];
  await rename(data, away);
  const build = await loadline(['build']);
  const plan = await loadline(['plan', 'jobs']);
  await rename(away, data);
  for (const { code, output } of [build, plan]) {
    expect(output).toContain("records('readers'): the build found no such test data: write data/readers.csv");
    expect(code).toBe(2);
  }
});

it('sends and receives each kind of field in the form of its type', async () => {
  const server = await kindsServer();
  const address = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(server.port) };
  const run = await loadline(['run', 'kinds', '--run-id', 'kinds'], { ...address, USERS: '1' });
  expect(run.code, run.output).toBe(0);
  const { aggregate } = await resultIn(home, 'kinds');
  expect(aggregate.scriptErrors).toBe(0);

  // The messages from k6, decoded by another implementation of protobuf.
  const [full, empty, nothing, watched] = server.requests;
  expect([full, empty, nothing, watched].map((request) => request?.method)).toEqual([
    'Echo',
    'Echo',
    'Forget',
    'Watch',
  ]);
  expect(full?.message).toMatchObject(SENT);
  expect(full?.json).toEqual(FULL);
  expect(watched?.json).toEqual(FULL);
  expect([empty?.json, nothing?.json]).toEqual([{}, {}]);

  // The replies that k6 passed to the journey.
  expect(server.told.length).toBe(4 * (aggregate.journeys[0]?.done ?? 0));
  expect(Object.assign({}, ...server.told.slice(0, 4).map((text) => JSON.parse(text)))).toEqual({
    full: { ...FULL, nested: null },
    empty: EMPTY,
    nothing: {},
    stream: [
      { ...FULL, nested: null },
      { ...FULL, nested: null },
    ],
  });
});

it('outside of a project, says what to do in one line', async () => {
  const cwd = await tempFolder();
  const { code, output } = await loadline(['plan'], {}, cwd);
  expect(output).toBe(
    `error: there is no plans/registry.yml in ${cwd} or above it: start loadline in a project, or make one with \`npx loadline init\` [no-project]\n`,
  );
  expect(code).toBe(2);
});

it('exports no internal files', async () => {
  const script = `
    for (const path of ${JSON.stringify(DEEP)})
      try { import.meta.resolve(path); console.log(path); } catch (error) { if (error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error; }`;
  const args = ['--input-type=module', '-e', script];
  expect(await startInTest(process.execPath, args, { cwd: home, env: {} }).ending).toMatchObject({
    output: '',
    code: 0,
  });
});

const DEEP = [
  'loadline/src/k6/index',
  'loadline/src/k6/index.ts',
  'loadline/dist/lib/k6/index.js',
  'loadline/webpack/index.js',
  'loadline/dist/cli/loadline.cjs',
  'loadline/bin/loadline',
];

it('provides k6’s globals and modules for unit tests in Node', async () => {
  const script = `
    import { k6Aliases, k6Globals } from 'loadline/testing';
    console.log(JSON.stringify([k6Aliases[0].replacement, k6Globals]));`;
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await startInTest(process.execPath, args, { cwd: home, env: {} }).ending;
  const paths = JSON.parse(stdout) as string[];
  expect(paths).toHaveLength(2);
  for (const path of paths) expect((await stat(`${path}.js`)).isFile()).toBe(true);
});

it('refuses a bundle of another version, and names the command to run', async () => {
  const other = join(await tempFolder(), 'project');
  await mkdir(other);
  for (const folder of ['dist', 'plans', 'thresholds'])
    await cp(join(home, folder), join(other, folder), { recursive: true });
  const bundle = join(other, 'dist/visits.control.js');
  const text = await readFile(bundle, 'utf8');
  const { version } = JSON.parse(await readFile(project('packages/loadline/package.json'), 'utf8'));
  const changed = text.replace(`// Built by loadline ${version}`, '// Built by loadline 0.1.0');
  expect(changed).not.toBe(text);
  await writeFile(bundle, changed);
  for (const args of [['plan', 'visits'], ['run', 'visits'], ['check']]) {
    const { code, output } = await loadline(args, {}, other);
    expect(output).toContain(
      `${join(other, 'dist/visits.js')}: was built by 0.1.0, this is ${version}: run \`npx loadline build\``,
    );
    expect(code).toBe(2);
  }
});
