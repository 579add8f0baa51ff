import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from './harness/free-port';
import { loadline, resultIn } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { startSink } from './harness/sink-server';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const PASSWORD = 'password-of-the-receiver';

it("k6's own outputs get every sample of their instance, with their variables; passwords are not printed", async () => {
  const service = await referenceService();
  const receiver = await startSink();
  onTestFinished(() => receiver.close());
  const cwd = await tempFolder();
  const variables = {
    ...variablesFor(service),
    ...{ USERS: '6', DURATION: '2s', EVERY: '1s' },
    K6_PROMETHEUS_RW_SERVER_URL: `${receiver.url}/write`,
    K6_PROMETHEUS_RW_USERNAME: 'me',
    K6_PROMETHEUS_RW_PASSWORD: PASSWORD,
  };
  const outputs = ['json=all-{instance}.json', 'experimental-prometheus-rw'];
  const args = ['run', 'vacancies-smoke', '--run-id', 'beside', '--instances', '2', '--verbose'];
  const { code, output } = await loadline(
    cwd,
    [...args, ...outputs.flatMap((text) => ['--k6-out', text])],
    variables,
  );
  expect(code, output).toBe(0);
  const files = await Promise.all([1, 2].map((i) => readFile(join(cwd, `all-${i}.json`), 'utf8')));
  const points = files.flatMap((text) => text.split('\n')).filter((line) => line.includes('"Point"'));
  const calls = (await resultIn(cwd, 'beside')).aggregate.calls.reduce((sum, { count }) => sum + count, 0);
  expect(points.filter((line) => line.includes('"metric":"call_failed"'))).toHaveLength(calls);
  expect(receiver.calls.length).toBeGreaterThan(0);
  const basic = `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`;
  for (const { path, headers } of receiver.calls) {
    expect(path).toBe('/write');
    expect(headers.authorization).toBe(basic);
  }
  expect(output).not.toContain(PASSWORD);
});

it('an output that loadline uses itself, or with a password in it, ends the command before any request', async () => {
  const cwd = await tempFolder();
  const outputs = ['csv=mine.csv', `influxdb=http://me:${PASSWORD}@127.0.0.1:1/db`];
  const args = ['run', 'vacancies-smoke', ...outputs.flatMap((text) => ['--k6-out', text])];
  const { code, output } = await loadline(cwd, args, variablesFor({ port: 1 }));
  expect(code).toBe(2);
  expect(output).toContain('--k6-out csv');
  expect(output).toContain('K6_INFLUXDB_PASSWORD');
  expect(output).not.toContain(PASSWORD);
});

it('an output whose receiver is away is a warning of this verdict and of each later one, not an error of the script', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const variables = {
    ...variablesFor(service),
    ...{ USERS: '6', DURATION: '2s', EVERY: '1s' },
    K6_PROMETHEUS_RW_SERVER_URL: `http://127.0.0.1:${await freePort()}/write`,
  };
  const args = ['run', 'vacancies-smoke', '--run-id', 'away', '--k6-out', 'experimental-prometheus-rw'];
  const { code, output } = await loadline(cwd, args, variables);
  expect(code, output).toBe(0);
  const warning = expect.stringMatching(/^an output of k6 reported \d+ errors? in instance 1 \(Prometheus/);
  expect((await resultIn(cwd, 'away')).warnings).toContainEqual(warning);
  expect((await loadline(cwd, ['report', 'reports/away'], {})).code).toBe(0);
  expect((await resultIn(cwd, 'away')).warnings).toContainEqual(warning);
});
