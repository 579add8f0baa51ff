import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Ending, start, startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { toolPath } from './harness/fixture-suites';
import { freePort } from './harness/free-port';
import { resultIn } from './harness/loadline';
import {
  alertmanager,
  etcd,
  etcdProtos,
  type ForeignService,
  fastApi,
  greeter,
  toBeHad,
} from './harness/own-services';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

/** The package and buf, as arguments of npm install. */
let packages: readonly [loadline: string, buf: string];

beforeAll(async () => {
  await all(start('make', ['package'], { cwd: project(), env: toolPath() }).ending);
  const { version, peerDependencies } = JSON.parse(
    await readFile(project('packages/loadline/package.json'), 'utf8'),
  );
  const tarball = project('.make', `loadline-${version}.tgz`);
  packages = [tarball, `@bufbuild/buf@${peerDependencies['@bufbuild/buf']}`];
});

async function all(ending: Promise<Ending>): Promise<Ending> {
  const ended = await ending;
  if (ended.code !== 0) throw new Error(ended.output);
  return ended;
}

const QUICKLY = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];

/** Runs npm install in an empty folder. @returns a function that runs `loadline` there */
async function install(cwd: string, what: readonly string[]) {
  await all(startInTest('npm', ['install', ...QUICKLY, ...what], { cwd, env: toolPath() }).ending);
  const env = { ...toolPath(), K6: project('bin/k6') };
  return (...args: string[]) => startInTest(join(cwd, 'node_modules/.bin/loadline'), args, { cwd, env });
}

/** Reads the files that init has written for the user: all except generated files and those that were there before. */
async function written(cwd: string, ...others: string[]): Promise<Record<string, string>> {
  const apart = ['node_modules', 'dist', 'reports', 'src/gen', 'package', ...others];
  const files = await readdir(cwd, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(cwd.length + 1))
    .filter((path) => !apart.some((one) => path.startsWith(one)));
  const texts = paths.sort().map(async (path) => [path, await readFile(join(cwd, path), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

function linesOf(files: Record<string, string>): number {
  return Object.values(files).reduce((sum, text) => sum + text.split('\n').length - 1, 0);
}

/**
 * Expects the counts of all reports together to equal the service's, which has one more of each call: the first iteration.
 * @param uncounted calls that the service does not count
 */
async function expectSameCounts(
  cwd: string,
  { counts }: Pick<ForeignService, 'counts'>,
  uncounted: readonly string[] = [],
) {
  const runs = await readdir(join(cwd, 'reports'));
  const results = await Promise.all(runs.map((run) => resultIn(cwd, run).catch(() => undefined)));
  const ours: Record<string, number> = {};
  for (const result of results) {
    if (!result) continue;
    expect(result.verdict).toBe('pass');
    for (const { call, phase, count } of result.aggregate.calls)
      if (phase === 'load') ours[call] = (ours[call] ?? 1) + count;
  }
  const theirs = await counts();
  const names = Object.keys(ours).filter((call) => !uncounted.includes(call));
  expect(names.length).toBeGreaterThan(0);
  for (const call of names) expect(ours[call]).toBeGreaterThan(2);
  expect(names.map((call) => [call, theirs[call]])).toEqual(names.map((call) => [call, ours[call]]));
}

/** Reads the calls whose times `init` has measured. All bounds on times are warnings. */
async function measuredBounds(cwd: string, name: string): Promise<string[]> {
  const { calls = {}, journeys } = JSON.parse(await readFile(join(cwd, `thresholds/${name}.json`), 'utf8'));
  for (const { response } of Object.values<{ response: object }>(journeys))
    expect(response).toEqual({ p95: { warn: expect.any(String) } });
  for (const entry of Object.values(calls))
    expect(entry).toEqual({ p95: { warn: expect.any(String) }, why: expect.stringMatching(/^measured by/) });
  return Object.keys(calls).sort();
}

/** The shortest valid OpenAPI document. */
const DOCUMENT = {
  openapi: '3.1.0',
  paths: { '/things': { get: { responses: { 200: { description: 'all' } } } } },
};

describe('from an empty folder to a verdict, without an edit', () => {
  it('etcd, from its own protos and those that they import', async ({ skip }: TestContext) => {
    const cwd = await tempFolder();
    await toBeHad(etcdProtos(join(cwd, 'api')), skip);
    const service = await toBeHad(etcd(), skip);
    const loadline = await install(cwd, packages);
    const protos = ['--proto', 'api/etcd/api/etcdserverpb/rpc.proto', '--proto-path', 'api'];
    const init = await loadline('init', 'etcd', ...protos, '--target', `127.0.0.1:${service.port}`, '--yes')
      .ending;
    expect(init.stdout, init.output).toMatch(
      /\nall is written, and one iteration went well: npx loadline run etcd-smoke\n$/,
    );
    expect(init.code).toBe(0);
    const run = await loadline('run', '--run-id', 'first').ending;
    expect(run.code, run.output).toBe(0);
    await expectSameCounts(cwd, service);
    expect(await measuredBounds(cwd, 'etcd')).toEqual(['DeleteRange', 'Put', 'Range']);
    const files = await written(cwd, 'api/');
    expect(linesOf(files)).toBeLessThanOrEqual(120);
    expect(files['src/systems/etcd/journeys.ts']).toContain('Creates one, reads it, removes it.');
    const tsc = startInTest(join(cwd, 'node_modules/.bin/tsc'), [], { cwd, env: toolPath() });
    expect(await tsc.ending).toMatchObject({ output: '', code: 0 });

    // Existing files stay as they are, also where the user has changed them.
    await appendFile(join(cwd, 'src/systems/etcd/api.ts'), '// mine\n');
    const edited = await written(cwd, 'api/');
    await writeFile(join(cwd, 'api/open.json'), JSON.stringify(DOCUMENT));
    const target = ['--target', `127.0.0.1:${await freePort()}`];
    const second = await loadline('init', 'more', '--openapi', 'api/open.json', ...target, '--yes').ending;
    expect(second.stdout, second.output).toMatch(
      /\nall is written; nothing answers at 127\.0\.0\.1:\d+: start the service, then .*\n$/,
    );
    expect(second.code).toBe(0);
    const both = await written(cwd, 'api/');
    const changed = Object.keys(edited).filter((path) => both[path] !== edited[path]);
    expect(changed).toEqual(['plans/environments/local.yml', 'plans/registry.yml']);
    for (const path of changed) expect(both[path]).toContain(edited[path]?.split('\n')[0]);
    const list = await loadline('list').ending;
    expect(list.output).toMatch(/etcd-smoke[\s\S]*more-smoke/);

    // The types match the protos, until either of them is changed.
    expect(await loadline('generate', '--check').ending).toMatchObject({ output: '', code: 0 });
    const types = 'src/gen/json/etcd/api/etcdserverpb/rpc.d.ts';
    await appendFile(join(cwd, types), '// edited\n');
    const check = await loadline('generate', '--check').ending;
    expect(check.output).toContain(`${types} is not what the protos make: run loadline generate`);
    expect(check.code).toBe(1);
  });

  it('a FastAPI application, from its OpenAPI document; run and build --watch build a changed journey', async ({
    skip,
  }: TestContext) => {
    const cwd = await tempFolder();
    const service = await toBeHad(fastApi(), skip);
    await writeFile(join(cwd, 'openapi.json'), service.document);
    const loadline = await install(cwd, packages.slice(0, 1));
    const target = ['--target', `127.0.0.1:${service.port}`];
    const init = await loadline('init', 'things', '--openapi', 'openapi.json', ...target, '--yes').ending;
    expect(init.stdout, init.output).toMatch(/\nall is written, and one iteration went well: .*\n$/);
    const run = await loadline('run', '--run-id', 'first').ending;
    expect(run.code, run.output).toBe(0);
    expect(run.output).not.toContain('building them');
    const again = await loadline('init', 'things', '--openapi', 'openapi.json', ...target, '--yes').ending;
    expect(again.stdout, again.output).toMatch(
      /\nsuite things is there and stays as it is, without a run: .*\n$/,
    );
    expect(again.code).toBe(0);
    await expectSameCounts(cwd, service);
    expect(linesOf(await written(cwd, 'openapi.json'))).toBeLessThanOrEqual(120);

    // Bodies and replies have types from the document. `generate --check` ends with 1 when the document has changed.
    const api = await readFile(join(cwd, 'src/systems/things/api.ts'), 'utf8');
    expect(api).toContain("Calls['POST /things']['body'], Calls['POST /things']['reply']>");
    const tsc = startInTest(join(cwd, 'node_modules/.bin/tsc'), [], { cwd, env: toolPath() });
    expect(await tsc.ending).toMatchObject({ output: '', code: 0 });
    expect(await loadline('generate', '--check').ending).toMatchObject({ output: '', code: 0 });
    await writeFile(join(cwd, 'openapi.json'), service.document.replaceAll('"price"', '"cost"'));
    const check = await loadline('generate', '--check').ending;
    expect(check.output).toContain('src/gen/openapi/things.d.ts is not what the OpenAPI documents make');
    expect(check.code).toBe(1);
    await writeFile(join(cwd, 'openapi.json'), service.document);

    const journeys = join(cwd, 'src/systems/things/journeys.ts');
    await writeFile(journeys, (await readFile(journeys, 'utf8')).replaceAll("every: '1s'", "every: '2s'"));
    // `archive` builds as `run` does.
    const stale = await loadline('archive', 'things').ending;
    expect(stale.code, stale.output).toBe(0);
    expect(stale.output).toContain('the suites have changed since they were built: building them');
    expect((await loadline('plan').ending).output).not.toContain('building them');

    const watch = loadline('build', 'things', '--watch');
    const builds = () => watch.said().match(/built in \d+ ms/g)?.length ?? 0;
    await eventually(() => expect(builds()).toBe(1));
    await writeFile(journeys, (await readFile(journeys, 'utf8')).replaceAll("every: '2s'", "every: '3s'"));
    await eventually(() => expect(builds()).toBeGreaterThan(1));
    expect(await readFile(join(cwd, 'dist/things.control.js'), 'utf8')).toContain("every: '3s'");
    watch.process.kill('SIGINT');
    expect((await watch.ending).code).toBe(0);

    // Bundles that were built with incomplete thresholds are usable once the file is complete, without a build.
    const bounds = join(cwd, 'thresholds/things.json');
    const complete = await readFile(bounds, 'utf8');
    await writeFile(bounds, complete.replaceAll('"failed"', '"failures"'));
    await writeFile(journeys, (await readFile(journeys, 'utf8')).replaceAll("every: '3s'", "every: '4s'"));
    const incomplete = await loadline('run', '--debug').ending;
    expect(incomplete.output).toMatch(/building them[\s\S]*thresholds\/things.json: .*failures/);
    expect(incomplete.code).toBe(2);
    await writeFile(bounds, complete);
    expect(await loadline('run', '--debug').ending).toMatchObject({ code: 0 });
  });

  it('Prometheus Alertmanager, from its OpenAPI document', async ({ skip }: TestContext) => {
    const cwd = await tempFolder();
    const service = await toBeHad(alertmanager(), skip);
    await writeFile(join(cwd, 'openapi.yaml'), service.document);
    const loadline = await install(cwd, packages.slice(0, 1));
    const target = ['--target', `127.0.0.1:${service.port}`];
    const init = await loadline('init', 'alerts', '--openapi', 'openapi.yaml', ...target, '--yes').ending;
    expect(init.stdout, init.output).toMatch(/\nall is written, and one iteration went well: .*\n$/);
    const run = await loadline('run', '--run-id', 'first').ending;
    expect(run.code, run.output).toBe(0);
    await expectSameCounts(cwd, service, ['GET /silences', 'GET /silence/{silenceID}']);
    const tsc = startInTest(join(cwd, 'node_modules/.bin/tsc'), [], { cwd, env: toolPath() });
    expect(await tsc.ending).toMatchObject({ output: '', code: 0 });
  });

  it('a grpc-go server, by reflection and without buf', async ({ skip }: TestContext) => {
    const cwd = await tempFolder();
    const service = await toBeHad(greeter(), skip);
    const loadline = await install(cwd, packages.slice(0, 1));
    const init = await loadline('init', '--reflect', `127.0.0.1:${service.port}`, '--ci', 'gitlab', '--yes')
      .ending;
    expect(init.stdout, init.output).toMatch(
      /\nall is written, and one iteration went well: npx loadline run greeter-smoke\n$/,
    );
    const run = await loadline('run', '--run-id', 'first').ending;
    expect(run.code, run.output).toBe(0);
    await expectSameCounts(cwd, {
      counts: async () => ({ SayHello: (await service.counts())['/helloworld.Greeter/SayHello'] ?? 0 }),
    });
    expect(await readdir(cwd)).toContain('.gitlab-ci.yml');
    // A greeting may create a record, so init does not make thirty of them without being asked.
    expect(init.output).toContain('the calls may leave records behind: npx loadline init greeter --measure');
    expect(run.output).toContain('verdict: PASS');
  });

  it('a service that requires a key and a token: variables that are not set are reported, and nothing runs without them', async ({
    skip,
  }: TestContext) => {
    const cwd = await tempFolder();
    const service = await toBeHad(fastApi('signed'), skip);
    await writeFile(join(cwd, 'openapi.json'), service.document);
    await writeFile(join(cwd, 'package.json'), '{ "type": "commonjs" }');
    const loadline = await install(cwd, packages.slice(0, 1));
    const before = await written(cwd);
    const described = ['--openapi', 'openapi.json', '--target', `127.0.0.1:${service.port}`, '--yes'];
    const signIn = ['--sign-in', 'POST /login', '--header', 'x-api-key=API_KEY'];
    const init = () => loadline('init', 'numbers', ...described, ...signIn).ending;
    const commonJs = await init();
    expect(commonJs.output).toMatch(/package\.json: says "type": "commonjs".*run `npm pkg set type=module`/);
    expect(commonJs.output).toContain('with what init was given, nothing is written:');
    expect(commonJs.code).toBe(2);
    expect(await written(cwd)).toEqual(before);
    const pkg = join(cwd, 'package.json');
    await writeFile(pkg, (await readFile(pkg, 'utf8')).replace('commonjs', 'module'));

    const unset = await init();
    expect(unset.stdout, unset.output).toMatch(
      /\nall is written; API_KEY, USER_1_USER_NAME, USER_1_PASSWORD are not set: write them into \.env, .*\n$/,
    );
    expect(unset.output).toMatch(/package\.json takes loadline from \S*\.tgz, which CI does not have/);
    expect(unset.code).toBe(0);
    await writeFile(join(cwd, '.env'), 'USER_1_USER_NAME=ada\nUSER_1_PASSWORD=hush\n');
    const run = await loadline('run', '--debug').ending;
    expect(run.output).toContain('API_KEY: is not set: write its value into .env, or set the variable');
    expect(run.code).toBe(2);
    const unable = await loadline('init', '--measure').ending;
    expect(unable.stdout, unable.output).toMatch(
      /\n? {2}! no run took place, so thresholds\/numbers\.json bounds no times: correct what it says, then /,
    );
    expect(unable.code).toBe(2);
    expect(await service.counts()).toEqual({});

    await appendFile(join(cwd, '.env'), 'API_KEY=the-key\n');
    const measured = await loadline('init', '--measure').ending;
    expect(measured.stdout, measured.output).toMatch(
      /\n {2}~ thresholds\/numbers\.json: 2 bounds on times added, as warnings: write why\n$/,
    );
    expect(measured.code).toBe(0);
    expect(await measuredBounds(cwd, 'numbers')).toEqual(['GET /numbers']);
    expect((await service.counts())['POST /login']).toBe(1);
    expect(linesOf(await written(cwd, 'openapi.json'))).toBeLessThanOrEqual(120);
    const tsc = startInTest(join(cwd, 'node_modules/.bin/tsc'), [], { cwd, env: toolPath() });
    expect(await tsc.ending).toMatchObject({ output: '', code: 0 });
  });
});
