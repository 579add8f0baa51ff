import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Aggregate, callStats } from '../packages/loadline/src/core/figures/aggregate';
import type { Stats } from '../services/src/service';
import { resultOf } from './harness/k6-run';
import { loadline, resultIn } from './harness/loadline';
import { causesOf, requestsService, runRequests } from './harness/requests';
import { tempFolder } from './harness/temp-folder';

const POST = 'POST /requests';
const GET = 'GET /requests/{id}';
const DETAILS = 'GET /requests/{id}/response-details';

/** The server's own counts by call; a successful status is `OK`. */
function serverCounts({ calls }: Stats): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.entries(calls).map(([call, statuses]) => [
      call,
      Object.fromEntries(
        Object.entries(statuses).map(([status, count]) => [Number(status) < 300 ? 'OK' : status, count]),
      ),
    ]),
  );
}

/** The report's counts by call, with the server's names. */
function reportCounts({ calls }: Aggregate): Record<string, Record<string, number>> {
  return Object.fromEntries(
    calls.map(({ call, count, failed, causes }) => [
      call,
      {
        OK: count - failed,
        ...Object.fromEntries(
          Object.entries(causes).map(([cause, times]) => [cause.replace('status_', ''), times]),
        ),
      },
    ]),
  );
}

it('a healthy run passes, and its counts equal the server’s', async () => {
  const service = await requestsService();
  const samples = join(await tempFolder(), 'samples.csv');
  const weights = { REQUEST_WEIGHTS: 'check_url:1,check_file:2,add_data:1' };
  const end = await runRequests(`http://${service.address}`, weights, ['--out', `csv=${samples}`]);
  const { verdict, reasons, aggregate, versions } = resultOf(end);
  expect({ verdict, reasons }).toEqual({ verdict: 'pass', reasons: [] });
  expect(end.code).toBe(0);
  expect(reportCounts(aggregate)).toEqual(serverCounts(service.stats()));
  const calls = Object.fromEntries(aggregate.calls.map(({ call, count }) => [call, count]));
  expect(calls[POST]).toBeGreaterThanOrEqual(10);
  // Twelve rows of details are three pages of five. Four of them have severity error: one page.
  expect(calls[DETAILS]).toBe(4 * (calls[POST] ?? 0));
  expect(calls['GET /health']).toBe(1);
  const { time_to_complete: complete, polls } = aggregate.custom ?? {};
  expect(complete?.count).toBe(calls[POST]);
  expect(complete && 'min' in complete ? complete.min : 0).toBeGreaterThanOrEqual(100);
  expect(polls?.count).toBe(calls[GET]);
  expect(versions).toEqual({ 'request-api': 'unknown' });
  expect(end.stdout).toContain('request-api unknown');
  expect(end.stdout).toMatch(/time_to_complete +\d+/);
  const iterations = (await readFile(samples, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('journey_failed,'));
  expect(iterations).toHaveLength(calls[POST] ?? 0);
  for (const iteration of iterations) expect(iteration).toContain('system=request-api/unknown');
});

it('jobs that fail, jobs with an error and jobs that never end have different causes', async () => {
  const [failing, healthy, stuck] = await Promise.all([
    requestsService({ failJobShare: 0.5 }),
    requestsService(),
    requestsService({ stuckJobShare: 0.5 }),
  ]);
  const unreachable = {
    DATA_URL: 'https://nowhere.invalid/data.csv',
    REQUEST_WEIGHTS: 'check_url:1,check_file:1',
  };
  const [failed, erring, end] = await Promise.all([
    runRequests(`http://${failing.address}`),
    runRequests(`http://${healthy.address}`, unreachable),
    runRequests(`http://${stuck.address}`, { COMPLETE_WITHIN: '1s' }),
  ]);
  expect(causesOf(failed)).toEqual({ submission: { job_failed: expect.any(Number) } });
  expect(failed.output).toMatch(
    /journey submission failed, job_failed: \w+ [\w-]+: injected failure \(further/,
  );
  // A check whose URL cannot be fetched is not FAILED, but has an error.
  const [submission] = resultOf(erring).aggregate.journeys;
  expect(submission?.causes).toEqual({ job_error: submission?.failed });
  expect(Math.abs((submission?.failed ?? 0) - (submission?.done ?? 0) / 2)).toBeLessThanOrEqual(1);
  expect(causesOf(end)).toEqual({ submission: { job_timeout: expect.any(Number) } });
  expect(end.output).toMatch(/job_timeout: \w+ \w{22} is still PROCESSING after 1s/);
  const { verdict, aggregate } = resultOf(end);
  expect(verdict).toBe('fail');
  expect(aggregate.journeys[0]?.interrupted).toBe(0);
});

it.each([
  [{ failShare: 0.2, failStatus: 503 }, 'status_503'],
  [{ failShare: 0.2, failStatus: 418 }, 'status_other'],
  [{ malformedShare: 0.2 }, 'decode_error'],
  [{ cutShare: 0.2 }, 'truncated_body'],
])('of calls with %o the cause is %s, as many as the server counted', async (faults, cause) => {
  const service = await requestsService({ ...faults, faultRoutes: [GET] });
  const end = await runRequests(`http://${service.address}`);
  expect(end.code).toBe(99);
  const { aggregate } = resultOf(end);
  const failed = aggregate.calls.find(({ call }) => call === GET)?.failed ?? 0;
  expect(failed).toBeGreaterThan(1);
  expect(causesOf(end)).toEqual({ [GET]: { [cause]: failed }, submission: { [cause]: failed } });
  const counts = serverCounts(service.stats());
  const { OK = 0, ...other } = counts[GET] ?? {};
  const asked = OK + Object.values(other).reduce((sum, count) => sum + count, 0);
  expect(aggregate.calls.find(({ call }) => call === GET)?.count).toBe(asked);
  if (cause !== 'decode_error') expect(Object.values(other)).toEqual([failed]);
});

it('a call that is never answered ends at its own deadline', async () => {
  const service = await requestsService({ hangShare: 0.5, faultRoutes: [GET] });
  const end = await runRequests(`http://${service.address}`, { COMPLETE_WITHIN: '1s' });
  expect(causesOf(end)[GET]).toEqual({ timeout: expect.any(Number) });
});

it.each([
  ['connection_refused', async () => `http://127.0.0.1:${await freePort()}`],
  ['dns', async () => 'http://nowhere.invalid:8000'],
  ['tls', async () => `https://${(await requestsService()).address}`],
])('when the service cannot be reached, the cause is %s', async (cause, address) => {
  const variables = { SKIP_HEALTH: '1', DURATION: '2s', ALLOW_TARGET: 'nowhere.invalid' };
  const end = await runRequests(await address(), variables);
  expect(end.code).toBe(99);
  const done = resultOf(end).aggregate.journeys[0]?.done;
  expect(causesOf(end)).toEqual({
    'GET /health': { [cause]: 1 },
    [POST]: { [cause]: done },
    submission: { [cause]: done },
  });
});

it('an unhealthy service gets no load, unless SKIP_HEALTH is set', async () => {
  const service = await requestsService({ queueStatus: 'UNHEALTHY' });
  const address = `http://${service.address}`;
  const end = await runRequests(address);
  expect(end.code).toBe(107);
  expect(end.output).toContain(`${address} is not well`);
  expect(end.output).toContain('GET /health failed, status_500');
  expect(service.stats().calls).toEqual({ 'GET /health': { 500: 1 } });
  const skipped = await runRequests(address, { SKIP_HEALTH: '1', DURATION: '2s' });
  expect(skipped.code).toBe(0);
  expect(resultOf(skipped).verdict).toBe('pass');
});

it('--skip-health runs against an unhealthy service', async () => {
  const service = await requestsService({ queueStatus: 'UNHEALTHY' });
  const target = `environment.suites.requests.address=${service.address}`;
  const args = ['run', 'requests', '--set', target, '--users', '5', '--spawn-rate', '5', '--duration', '2s'];
  const sick = await loadline(await tempFolder(), args);
  expect(sick.code).toBe(3);
  expect(sick.output).toContain('--skip-health');
  const cwd = await tempFolder();
  const end = await loadline(cwd, [...args, '--skip-health', '--run-id', 'one']);
  expect(end.code, end.output).toBe(0);
  const { aggregate } = await resultIn(cwd, 'one');
  const health = await (await fetch(`http://${service.address}/health`)).arrayBuffer();
  expect(callStats(aggregate, 'GET /health', 'setup')?.meanBytes).toBe(health.byteLength);
  expect(callStats(aggregate, POST, 'load')?.meanBytes).toBeGreaterThan(100);
});

it('reports all wrong variables together, and what to write', async () => {
  const wrong = { EVERY: '5', REQUEST_WEIGHTS: 'check_ulr:1', COMPLETE_WITHIN: '30' };
  const end = await runRequests('127.0.0.1:8000', wrong);
  expect(end.code).toBe(107);
  const said = end.output.replaceAll('\\"', '"');
  for (const problem of [
    'TARGET_HOST: is "127.0.0.1:8000": write a base URL such as http://127.0.0.1:8000',
    'EVERY: "5" has no unit: write 5s or 5ms',
    'did you mean "check_url"?',
    'COMPLETE_WITHIN: "30" has no unit: write 30s or 30ms',
  ]) {
    expect(said).toContain(problem);
  }
  expect(end.output).not.toContain('USER_1');
});

/** Finds a port that no process listens on. Another process may take it afterwards. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
