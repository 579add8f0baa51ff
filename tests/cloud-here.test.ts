import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CANARY_ACCOUNTS, leaks, textsBelow } from './harness/canary';
import { ASKED, hereWith, linesOf } from './harness/cloud-runs';
import { CLOUD_TOKEN, cloudServer, cloudVariables, RUN_TOKEN } from './harness/cloud-server';
import { eventually } from './harness/eventually';
import { loadline, resultIn, startLoadline } from './harness/loadline';
import { referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const states = ['created', 'initializing'];

it('a local execution prints the verdict of loadline by k6’s figures, and its files say the same', async () => {
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

it('a local execution with a broken threshold ends with 99, as k6 does', async () => {
  const service = await referenceService({ failShare: 1, accounts: CANARY_ACCOUNTS });
  const cloud = await cloudServer({ states, secrets: variablesFor(service, CANARY_ACCOUNTS) });
  const { cwd, code, output } = await hereWith(cloud, service);
  expect(code, output).toBe(99);
  expect(output).toContain('verdict: FAIL');
  expect(output).toContain('its thresholds decide: k6 ended with 99');
  expect((await resultIn(cwd, 'here')).verdict).toBe('fail');
});

it('a local execution whose accounts are not in the secret store is invalid: 3, and names them', async () => {
  const service = await referenceService();
  const cloud = await cloudServer({ states });
  const { code, output } = await hereWith(cloud, service);
  expect(code, output).toBe(3);
  expect(output).toContain('4 problems with the configuration');
  expect(output).toMatch(/USER_[12]_(EMAIL|PASSWORD): is not set/);
  expect(await titlesLeft(service)).toEqual([]);
});

it('a local execution that is interrupted removes its records and says so: 105', async () => {
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

it('a local execution that the cloud refuses was not started: 2, and leaves no folder', async () => {
  const service = await referenceService();
  const cloud = await cloudServer({ refuses: 403 });
  const { cwd, code, output } = await hereWith(cloud, service);
  expect(code, output).toBe(2);
  expect(output).toContain('NOT STARTED: k6 could not start a run');
  expect(await readdir(join(cwd, 'reports'))).toEqual([]);
});

it('a local execution needs a run id of its own', async () => {
  const cwd = await tempFolder();
  await mkdir(join(cwd, 'reports', 'here'), { recursive: true });
  const args = ['cloud', 'vacancies-smoke', '--local-execution', '--run-id', 'here'];
  const { code, output } = await loadline(cwd, args, cloudVariables('127.0.0.1:1'));
  expect(code, output).toBe(2);
  expect(output).toContain(join('reports', 'here'));
});
