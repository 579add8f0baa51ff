import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CANARY_ACCOUNTS, leaks, textsBelow, textsInArchive, writeDotEnv } from './harness/canary';
import { type Ending, startInTest } from './harness/child';
import {
  CLOUD_TOKEN,
  type CloudServer,
  cloudServer,
  cloudVariables,
  RUN_TOKEN,
} from './harness/cloud-server';
import { eventually } from './harness/eventually';
import { toolPath } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { loadline, resultIn, startLoadline } from './harness/loadline';
import { project } from './harness/project';
import { referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Address of a system that the cloud could reach. Nothing calls it, because k6 only uploads the script. */
const FAR = {
  SERVICE_HOST: 'vacancies.example.com',
  SERVICE_PORT: '443',
  ALLOW_TARGET: 'vacancies.example.com',
  LOCATION: 'amazon:us:ashburn=60,amazon:ie:dublin=40',
};

const SHORT = { USERS: '4', DURATION: '2s', EVERY: '1s' };

const DECIDED = 'The thresholds of Grafana Cloud k6 decided.';

/** Requests of a run in the cloud, up to the first one for its status. */
const STARTED = [
  'POST /cloud/v6/validate_options',
  'POST /cloud/v6/projects/7/load_tests',
  'POST /cloud/v6/load_tests/456/start',
];
const ASKED = 'GET /cloud/v6/test_runs/123';

/** Distinct request lines, except for those that fetch logs, in order of their first occurrence. */
function linesOf({ requests }: CloudServer): string[] {
  return [...new Set(requests.map(({ line }) => line))].filter((line) => line !== 'GET /tail');
}

function inCloud(
  cwd: string,
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Ending> {
  return loadline(cwd, ['cloud', 'vacancies-smoke', ...args], { ...FAR, ...variables });
}

describe('what is missing', () => {
  it('is listed, all of it, before any request', async () => {
    const cloud = await cloudServer();
    const { K6_CLOUD_HOST_V6 = '' } = cloud.variables;
    const variables = { K6_CLOUD_HOST_V6, K6_SECRET_SOURCE: 'mock=a=b', K6_CLOUD_STACK_ID: 'mine' };
    const args = ['cloud', 'vacancies-smoke', '--users', 'many'];
    const { code, output } = await loadline(await tempFolder(), args, variables);
    expect(code, output).toBe(2);
    const wheres = ['K6_CLOUD_TOKEN: is not set', 'K6_CLOUD_PROJECT_ID: is not set'];
    wheres.push('K6_CLOUD_STACK_ID: is "mine"', 'K6_SECRET_SOURCE: has no effect');
    wheres.push('USERS (command line): is "many"');
    for (const where of wheres) expect(output).toContain(where);
    expect(output).not.toContain('USER_1_');
    expect(cloud.requests).toEqual([]);
  });

  it('names an address that the cloud cannot reach, and a location without load zones', async () => {
    const { code, output } = await loadline(
      await tempFolder(),
      ['cloud', 'vacancies-smoke'],
      cloudVariables('127.0.0.1:1'),
    );
    expect(code, output).toBe(2);
    expect(output).toContain('localhost:7823 is this machine, which the load generators');
    expect(output).toContain('LOCATION: is "this machine": write load zones with their shares');
  });

  it('names accounts whose number is unknown, and a secret that an upload would reveal', async () => {
    const cwd = await tempFolder();
    const variables = { ...cloudVariables('127.0.0.1:1'), ...FAR, EXPIRED_TOKEN: 'old' };
    const args = ['cloud', 'vacancies-auth', '--set', 'environment.roles.user=[]'];
    const { code, output } = await loadline(cwd, args, variables);
    expect(code, output).toBe(2);
    expect(output).toContain('USER_ACCOUNTS: is not set: write how many accounts the secret store');
    expect(output).toContain('EXPIRED_TOKEN: holds a secret, and an upload would keep it in plain text');
  });

  it('refuses shares that are not those of a whole load', async () => {
    const variables = {
      ...cloudVariables('127.0.0.1:1'),
      LOCATION: 'amazon:us:ashburn=60,amazon:ie:dublin=30',
    };
    const { code, output } = await inCloud(await tempFolder(), variables);
    expect(code, output).toBe(2);
    expect(output).toContain('LOCATION: has shares that sum to 90');
  });
});

describe('a run in the cloud', () => {
  it.each([
    ['passed', 0, 'PASS: all thresholds held'],
    ['failed', 99, 'FAIL: thresholds were crossed'],
    ['error', 3, 'INVALID: Grafana Cloud k6 ended the run with an error'],
  ] as const)('that is completed and %s ends with %i', async (result, expected, verdict) => {
    const cloud = await cloudServer({ result, states: ['queued', 'completed'] });
    const cwd = await tempFolder();
    const { code, output } = await inCloud(cwd, cloud.variables);
    expect(code, output).toBe(expected);
    expect(output).toContain(verdict);
    expect(output).toContain(DECIDED);
    expect(output).toContain(cloud.page);
    expect(linesOf(cloud)).toEqual([...STARTED, ASKED]);
    for (const { headers, line } of cloud.requests.filter((request) => request.line !== 'GET /tail'))
      expect([line, headers.authorization, headers['x-stack-id']]).toEqual([
        line,
        `Bearer ${CLOUD_TOKEN}`,
        '11',
      ]);
    expect(await readdir(cwd)).not.toContain('reports');
  });

  it('asks for the shares of the load zones, by the name of the test', async () => {
    const cloud = await cloudServer();
    const { code, output } = await inCloud(await tempFolder(), cloud.variables, '--json');
    expect(code, output).toBe(0);
    const [validate, upload, start] = cloud.requests;
    const { options, project_id } = JSON.parse(String(validate?.body));
    expect(project_id).toBe(7);
    expect(options.cloud).toMatchObject({
      name: 'vacancies-smoke',
      distribution: {
        'amazon:us:ashburn': { loadZone: 'amazon:us:ashburn', percent: 60 },
        'amazon:ie:dublin': { loadZone: 'amazon:ie:dublin', percent: 40 },
      },
    });
    expect(String(upload?.body)).toContain('vacancies-smoke');
    expect(start?.headers['k6-idempotency-key']).toBeTruthy();
    expect(output).toContain('load from 60 % amazon:us:ashburn, 40 % amazon:ie:dublin');
    expect(output).toContain('3 accounts from the secret store');
    const told = JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '');
    expect(told).toMatchObject({
      exit: 0,
      verdict: 'PASS',
      decidedBy: 'Grafana Cloud k6',
      address: cloud.page,
    });
  });

  it('replaces the script of a test that the project has already', async () => {
    const cloud = await cloudServer({ exists: true });
    const { code, output } = await inCloud(await tempFolder(), cloud.variables);
    expect(code, output).toBe(0);
    const again = ['GET /cloud/v6/projects/7/load_tests', 'PUT /cloud/v6/load_tests/456/script'];
    expect(linesOf(cloud)).toEqual([...STARTED.slice(0, 2), ...again, ...STARTED.slice(2), ASKED]);
  });

  it('is stopped in the cloud, too, by one signal: 105', async () => {
    const cloud = await cloudServer({ states: ['running'] });
    const run = startLoadline(await tempFolder(), ['cloud', 'vacancies-smoke'], {
      ...FAR,
      ...cloud.variables,
    });
    await eventually(() => expect(linesOf(cloud)).toContain(ASKED));
    run.process.kill('SIGINT');
    const { code, output } = await run.ending;
    expect(code, output).toBe(105);
    expect(linesOf(cloud)).toContain('POST /cloud/v6/test_runs/123/abort');
    expect(output).toContain('interrupted by Ctrl-C or SIGINT');
    expect(output).toContain('Aborted (by user)');
  });

  it.each([
    ['is refused', 401],
    ['finds nobody who listens', undefined],
  ] as const)('that %s was not started: 2, with what k6 says', async (_, refuses) => {
    const cloud = await cloudServer(refuses === undefined ? {} : { refuses });
    const variables = refuses === undefined ? cloudVariables('127.0.0.1:1') : cloud.variables;
    const { code, output } = await inCloud(await tempFolder(), variables);
    expect(code, output).toBe(2);
    expect(output).toContain('NOT STARTED: k6 could not start a run');
    expect(output).toContain(refuses === undefined ? 'connection refused' : 'this stand-in says refused');
    expect(output).not.toContain(DECIDED);
    expect(output).not.toContain(CLOUD_TOKEN);
  });
});

/** Unpacks an uploaded archive into a new folder, and reads its files. */
async function unpacked(archive: Buffer | undefined) {
  const folder = await tempFolder();
  const file = join(folder, 'upload.tar');
  await writeFile(file, archive ?? '');
  const texts = await textsInArchive(file);
  const { filename, env, options } = JSON.parse(texts['metadata.json'] ?? '');
  return { file, texts, filename: String(filename), env, options };
}

describe('the upload', () => {
  it('holds script, protoset and data, no secret but the token of k6 itself, and no path of the machine', async () => {
    const cloud = await cloudServer();
    const cwd = await tempFolder();
    await writeDotEnv(cwd, { port: 443 });
    await mkdir(join(cwd, 'tmp'));
    const args = ['--run-id', 'first', '--set', 'profile.users=3'];
    const variables = { ...cloud.variables, API_TOKEN: 'c4n4ry', TMPDIR: join(cwd, 'tmp') };
    const { code, output } = await inCloud(cwd, variables, ...args);
    expect(code, output).toBe(0);
    const { texts, filename, env, options } = await unpacked(cloud.archives[0]);
    expect(texts.contents).toMatch(/vacancies\.js\b/);
    expect(texts.contents).toContain('vacancies.control.js');
    expect(texts.contents).toContain('vacancies.protoset');
    expect(texts.contents).toContain('data/vacancies.json');
    expect(leaks({ output, ...texts })).toEqual({});
    const withToken = Object.entries(texts).filter(([, text]) => text.includes(CLOUD_TOKEN));
    expect(withToken.map(([path, text]) => [path, text.split(CLOUD_TOKEN).length - 1])).toEqual([
      ['metadata.json', 1],
    ]);
    expect(options.cloud.token).toBe(CLOUD_TOKEN);
    expect(filename).toMatch(/^file:\/\/.*\/loadline-bundle\/vacancies\.js$/);
    for (const [path, text] of Object.entries(texts))
      for (const place of [project(), cwd]) expect(text.includes(place), `${path}: ${place}`).toBe(false);
    const { LOADLINE_SOURCES: sources, ...others } = env;
    expect(others).toEqual({
      ...FAR,
      PROFILE: 'smoke',
      USERS: '3',
      RUN_ID: 'first',
      USER_ACCOUNTS: '3',
      LOADLINE_PLAN_FILES: './plan-files.json',
    });
    expect(JSON.parse(sources)).toMatchObject({ USERS: '--set' });
  });

  it('runs when it is unpacked elsewhere', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const cloud = await cloudServer({
      states: ['initializing'],
      secrets: variablesFor(service, CANARY_ACCOUNTS),
    });
    const { code, output } = await hereWith(cloud, service);
    expect(code, output).toBe(0);
    const elsewhere = await tempFolder();
    const { file, filename, env, texts } = await unpacked(cloud.archives[0]);
    expect(leaks({ output, ...texts })).toEqual({});
    expect(JSON.stringify(texts)).not.toContain(CLOUD_TOKEN);
    const tar = startInTest('tar', ['--extract', '--file', file], { cwd: elsewhere, env: toolPath() });
    expect((await tar.ending).code).toBe(0);
    const bundle = join(elsewhere, 'file', filename.replace('file://', ''));
    const { OUT: _, LOADLINE_RESULT_FILE: __, ...variables } = env;
    const run = await runK6({
      bundle,
      variables: { ...variables, ...variablesFor(service, CANARY_ACCOUNTS) },
    });
    expect(run.code, run.output).toBe(0);
    expect(resultOf(run).spec.users).toBe(4);
    expect(await titlesLeft(service)).toEqual([]);
  });
});

/** Makes a local execution against a service whose accounts are in the cloud's secret store. */
async function hereWith(cloud: CloudServer, service: { port: number }, ...args: string[]) {
  const cwd = await tempFolder();
  const address = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(service.port) };
  const variables = { ...cloud.variables, ...address, ...SHORT, USER_ACCOUNTS: '2' };
  const all = ['cloud', 'vacancies-smoke', '--local-execution', '--run-id', 'here', ...args];
  return { cwd, ...(await loadline(cwd, all, variables)) };
}

describe('a local execution', () => {
  const states = ['created', 'initializing'];

  it('prints the verdict of loadline by k6’s figures, and its files say the same', async () => {
    const service = await referenceService({ accounts: CANARY_ACCOUNTS });
    const cloud = await cloudServer({ states, secrets: variablesFor(service, CANARY_ACCOUNTS) });
    const { cwd, code, output } = await hereWith(cloud, service);
    expect(code, output).toBe(0);
    expect(output).toContain('verdict: PASS');
    expect(output).toContain(
      "This is loadline's own verdict, by k6's figures. In Grafana Cloud k6 its thresholds decide: they held.",
    );
    expect(output).toContain(cloud.page);
    const { verdict, aggregate, spec, stopped } = await resultIn(cwd, 'here');
    expect([verdict, spec.test, spec.users, stopped, aggregate.recordsLeft]).toEqual([
      'pass',
      'vacancies-smoke',
      4,
      undefined,
      0,
    ]);
    expect(await readdir(join(cwd, 'reports', 'here'))).toEqual(
      expect.arrayContaining(['report.html', 'summary.md', 'run.json', 'k6-1.log']),
    );
    const lines = linesOf(cloud);
    expect(lines.slice(0, 4)).toEqual([
      'POST /cloud/v6/projects/7/load_tests',
      'POST /provisioning/v1/load_tests/456/start_local_execution',
      'PUT /upload/archive.tar',
      ASKED,
    ]);
    expect(lines).toEqual(
      expect.arrayContaining(['POST /push', 'POST /logs', 'POST /provisioning/v1/test_runs/123/notify']),
    );
    const asked = cloud.requests.filter(({ line }) => line === 'GET /secret');
    expect(new Set(asked.map(({ url }) => url.searchParams.get('name')))).toEqual(
      new Set(['USER_1_EMAIL', 'USER_1_PASSWORD', 'USER_2_EMAIL', 'USER_2_PASSWORD']),
    );
    for (const { headers } of asked) expect(headers.authorization).toBe(`Bearer ${RUN_TOKEN}`);
    const again = await loadline(cwd, ['report', 'reports/here']);
    expect(again.code, again.output).toBe(0);
    expect(again.output).toContain('verdict: PASS');
    const files = await textsBelow(join(cwd, 'reports'));
    expect(leaks({ output, ...files })).toEqual({});
    expect(JSON.stringify(files)).not.toContain(CLOUD_TOKEN);
    const sent = cloud.requests.filter(({ line }) => /push|logs|local_execution/.test(line));
    expect(
      leaks(Object.fromEntries(sent.map(({ line, body }, index) => [`${index} ${line}`, String(body)]))),
    ).toEqual({});
  });

  it('with a broken threshold ends with 99, as k6 does', async () => {
    const service = await referenceService({ failShare: 1, accounts: CANARY_ACCOUNTS });
    const cloud = await cloudServer({ states, secrets: variablesFor(service, CANARY_ACCOUNTS) });
    const { cwd, code, output } = await hereWith(cloud, service);
    expect(code, output).toBe(99);
    expect(output).toContain('verdict: FAIL');
    expect(output).toContain('its thresholds decide: k6 ended with 99');
    expect((await resultIn(cwd, 'here')).verdict).toBe('fail');
  });

  it('whose accounts are not in the secret store is invalid: 3, and names them', async () => {
    const service = await referenceService();
    const cloud = await cloudServer({ states });
    const { code, output } = await hereWith(cloud, service);
    expect(code, output).toBe(3);
    expect(output).toContain('4 problems with the configuration');
    expect(output).toMatch(/USER_[12]_(EMAIL|PASSWORD): is not set/);
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('that is interrupted removes its records and says so: 105', async () => {
    const service = await referenceService();
    const cloud = await cloudServer({ states, secrets: variablesFor(service) });
    const cwd = await tempFolder();
    const address = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(service.port) };
    const args = ['cloud', 'vacancies-smoke', '--local-execution', '--run-id', 'cut', '--duration', '60s'];
    const run = startLoadline(cwd, args, { ...cloud.variables, ...address, USERS: '4', EVERY: '1s' });
    await eventually(async () => expect((await titlesLeft(service)).length).toBeGreaterThan(0));
    run.process.kill('SIGTERM');
    const { code, output } = await run.ending;
    expect(code, output).toBe(105);
    expect(output).toContain('interrupted by SIGTERM');
    const { verdict, stopped } = await resultIn(cwd, 'cut');
    expect((await loadline(cwd, ['report', 'reports/cut'])).code).toBe(105);
    expect([verdict, stopped?.by]).toEqual(['invalid', 'SIGTERM']);
    expect(await titlesLeft(service)).toEqual([]);
    expect(linesOf(cloud)).toContain('POST /provisioning/v1/test_runs/123/notify');
  });

  it('that the cloud refuses was not started: 2, and leaves no folder', async () => {
    const service = await referenceService();
    const cloud = await cloudServer({ refuses: 403 });
    const { cwd, code, output } = await hereWith(cloud, service);
    expect(code, output).toBe(2);
    expect(output).toContain('NOT STARTED: k6 could not start a run');
    expect(await readdir(join(cwd, 'reports'))).toEqual([]);
  });

  it('needs a run id of its own', async () => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'reports', 'here'), { recursive: true });
    const args = ['cloud', 'vacancies-smoke', '--local-execution', '--run-id', 'here'];
    const { code, output } = await loadline(cwd, args, cloudVariables('127.0.0.1:1'));
    expect(code, output).toBe(2);
    expect(output).toContain(join('reports', 'here'));
  });
});
