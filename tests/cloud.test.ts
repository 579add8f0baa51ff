import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ASKED, FAR, inCloud, linesOf } from './harness/cloud-runs';
import { CLOUD_TOKEN, cloudServer, cloudVariables } from './harness/cloud-server';
import { eventually } from './harness/eventually';
import { startLoadline } from './harness/loadline';
import { tempFolder } from './harness/temp-folder';

const DECIDED = 'The thresholds of Grafana Cloud k6 decided.';

/** Requests of a run in the cloud, up to the first one for its status. */
const STARTED = [
  'POST /cloud/v6/validate_options',
  'POST /cloud/v6/projects/7/load_tests',
  'POST /cloud/v6/load_tests/456/start',
];

it.each([
  ['passed', 0, 'PASS: all thresholds held'],
  ['failed', 99, 'FAIL: thresholds were crossed'],
  ['error', 3, 'INVALID: Grafana Cloud k6 ended the run with an error'],
] as const)('a run in the cloud that is completed and %s ends with %i', async (result, expected, verdict) => {
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

it('a run in the cloud asks for the shares of the load zones, by the name of the test', async () => {
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

it('a run in the cloud replaces the script of a test that the project has already', async () => {
  const cloud = await cloudServer({ exists: true });
  const { code, output } = await inCloud(await tempFolder(), cloud.variables);
  expect(code, output).toBe(0);
  const again = ['GET /cloud/v6/projects/7/load_tests', 'PUT /cloud/v6/load_tests/456/script'];
  expect(linesOf(cloud)).toEqual([...STARTED.slice(0, 2), ...again, ...STARTED.slice(2), ASKED]);
});

it('a run in the cloud is stopped in the cloud, too, by one signal: 105', async () => {
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
] as const)('a run in the cloud that %s was not started: 2, with what k6 says', async (_, refuses) => {
  const cloud = await cloudServer(refuses === undefined ? {} : { refuses });
  const variables = refuses === undefined ? cloudVariables('127.0.0.1:1') : cloud.variables;
  const { code, output } = await inCloud(await tempFolder(), variables);
  expect(code, output).toBe(2);
  expect(output).toContain('NOT STARTED: k6 could not start a run');
  expect(output).toContain(refuses === undefined ? 'connection refused' : 'this stand-in says refused');
  expect(output).not.toContain(DECIDED);
  expect(output).not.toContain(CLOUD_TOKEN);
});

it('a run in the cloud whose status is not reported for a while says so once, and goes on', async () => {
  const cloud = await cloudServer({ silentTimes: 12 });
  const { code, output } = await inCloud(await tempFolder(), cloud.variables);
  expect(code, output).toBe(0);
  const told = 'Grafana Cloud k6 does not report the status of the run: (500/no status)';
  expect(output.split(told), output).toHaveLength(2);
});
