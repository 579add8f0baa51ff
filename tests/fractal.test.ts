import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from './harness/eventually';
import {
  ASSIGN,
  counts,
  fractalService,
  fractalVariables,
  PUT,
  REGISTER,
  REMOVE,
  runFractal,
  usersLeft,
} from './harness/fractal';
import { type K6Ending, resultOf, startK6 } from './harness/k6-run';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

/** Number of failed iterations and calls, by cause. */
function causesOf(end: K6Ending): Record<string, Readonly<Record<string, number>>> {
  const { calls, journeys } = resultOf(end).aggregate;
  const failed = [
    ...calls.map(({ call, failed, causes }) => ({ name: call, failed, causes })),
    ...journeys.map(({ journey, failed, causes }) => ({ name: journey, failed, causes })),
  ].filter((row) => row.failed > 0);
  return Object.fromEntries(failed.map(({ name, causes }) => [name, causes]));
}

it('each user gets a browser: the run passes, its counts equal the server’s, and the users are removed', async () => {
  const service = await fractalService();
  const end = await runFractal(service);
  const { verdict, reasons, aggregate } = resultOf(end);
  expect({ verdict, reasons, code: end.code }).toEqual({ verdict: 'pass', reasons: [], code: 0 });
  const { report, server } = counts(service, aggregate);
  expect(report).toEqual(server);
  expect(server).toMatchObject({ [REGISTER]: 10, [ASSIGN]: 10, [PUT]: 10, [REMOVE]: 10, 'GET /regions': 1 });
  const { time_to_assign: assign, time_to_host: host, time_to_ready: ready } = aggregate.custom ?? {};
  expect([assign?.count, host?.count, ready?.count]).toEqual([10, 10, 10]);
  expect(host && 'min' in host ? host.min : 0).toBeGreaterThanOrEqual(100);
  expect(ready && 'min' in ready ? ready.min : 0).toBeGreaterThanOrEqual(200);
  expect(await usersLeft(service)).toEqual([]);
});

it('each user starts an iteration every period', async () => {
  const service = await fractalService();
  const end = await runFractal(service, { USERS: '3', EVERY: '1s', DURATION: '3s' });
  expect(end.code, end.output).toBe(0);
  expect(service.stats().calls[REGISTER]).toEqual({ 200: 3 });
  expect(resultOf(end).aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(9);
});

it.each([
  ['job_failed', { failTaskShare: 0.5 }, {}, 5],
  ['host_timeout', { hostWaitMs: 60_000 }, { HOST_WITHIN: '300ms' }, 10],
  ['job_timeout', { taskMs: 60_000 }, { READY_WITHIN: '300ms' }, 10],
])('an iteration ends with %s', async (cause, options, variables, iterations) => {
  const service = await fractalService(options);
  const end = await runFractal(service, variables);
  expect(end.code).toBe(99);
  expect(causesOf(end)).toEqual({ assignment: { [cause]: iterations } });
  expect(end.output).toContain(`journey assignment failed, ${cause}: `);
  expect(await usersLeft(service)).toEqual([]);
});

it.each([
  [PUT, 406, { [PUT]: { wrong_reply: 5 }, assignment: { host_refused: 5 } }],
  [ASSIGN, 402, { [ASSIGN]: { status_other: 5 }, assignment: { status_other: 5 } }],
])('%s answered with %i fails the iteration', async (route, failStatus, causes) => {
  const service = await fractalService({ failShare: 0.5, failStatus, faultRoutes: [route] });
  expect(causesOf(await runFractal(service))).toEqual(causes);
});

it('a host service that answers 503 at first is waited for', async () => {
  const faults = { failShare: 0.5, failStatus: 503, faultRoutes: ['GET /host_service'] };
  const service = await fractalService(faults);
  const end = await runFractal(service);
  expect(end.code).toBe(0);
  expect(service.stats().calls['GET /host_service']?.[503]).toBeGreaterThan(10);
});

it('a host with a certificate of an unknown authority gets no token', async () => {
  const service = await fractalService();
  const end = await runFractal(service, { SSL_CERT_FILE: '' });
  expect(end.code).toBe(99);
  expect(causesOf(end)).toEqual({ [PUT]: { tls: 10 }, assignment: { tls: 10 } });
  expect(service.stats().calls[PUT]).toBeUndefined();
});

it('a host that is not allowed is never contacted; a host in ALLOW_HOSTS is', async () => {
  // On Linux this address reaches this machine too, so the service would count a connection.
  const service = await fractalService({ hostIp: '0.0.0.0' });
  const end = await runFractal(service, { ALLOW_HOSTS: '10.0.0.0/8,example.com' });
  expect(causesOf(end)).toEqual({ assignment: { host_not_allowed: 10 } });
  expect(end.output).toContain('0.0.0.0 is neither this machine nor in ALLOW_HOSTS');
  expect(counts(service, resultOf(end).aggregate).report[PUT]).toBeUndefined();
  expect(service.stats().calls[PUT]).toBeUndefined();
  const allowed = await runFractal(service, { ALLOW_HOSTS: '10.0.0.0/8, 0.0.0.0/30' });
  expect(allowed.code, allowed.output).toBe(0);
});

it('Ctrl-C: the users are removed, exit 105', async () => {
  const service = await fractalService({ hostWaitMs: 60_000 });
  const bundle = project('dist', 'fractal.js');
  const { process, ending } = await startK6({ bundle, variables: await fractalVariables(service) });
  await eventually(() => expect(service.stats().calls[ASSIGN]).toEqual({ 202: 10 }));
  expect(await usersLeft(service)).toHaveLength(10);
  process.kill('SIGINT');
  expect((await ending).code).toBe(105);
  expect(await usersLeft(service)).toEqual([]);
});

it('no output contains the administrator’s password, tokens or secrets of containers', async () => {
  const adminPassword = 'canary-4711-password';
  const service = await fractalService({ adminPassword, failTaskShare: 0.3 });
  const login = await fetch(`http://${service.address}/admin/login`, {
    method: 'POST',
    body: JSON.stringify({ username: 'admin', password: adminPassword }),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const secrets = [adminPassword, token, /eyJ[\w-]{8,}/, /[0-9a-f]{64}/];
  const exported = join(await tempFolder(), 'summary.json');
  const ways: Record<string, string>[] = [
    { ADMIN_PASSWORD: adminPassword },
    { ADMIN_TOKEN: token, ADMIN_PASSWORD: '' },
    { ADMIN_PASSWORD: adminPassword, DEBUG: '1' },
    { ADMIN_PASSWORD: adminPassword, ONLY: 'setup' },
  ];
  for (const variables of ways) {
    const { output, resultText = '' } = await runFractal(service, variables, ['--summary-export', exported]);
    const texts = { output, resultText, exported: await readFile(exported, 'utf8') };
    expect(output).toContain('suite fractal');
    for (const [place, text] of Object.entries(texts)) {
      for (const secret of secrets) expect(text, place).not.toMatch(secret);
    }
  }
});
