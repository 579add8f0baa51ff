import { readFile, writeFile } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Aggregate } from '../src/load/aggregate';
import type { FractalServiceOptions } from '../src/node/services/fractal/fractal-service-options';
import {
  type RunningFractalService,
  startFractalService,
} from '../src/node/services/fractal/start-fractal-service';
import { type K6Ending, type K6Run, resultOf, startK6 } from './harness/k6-run';
import { loadline, startLoadline } from './harness/loadline';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const ASSIGN = 'POST /container/assign';
const PUT = 'PUT /set_config_encryption_token';
const REGISTER = 'POST /account/register';
const REMOVE = 'POST /account/delete';

const ADMIN = { ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'admin-password' };
// Ten users, each once, in about half a second.
const LOAD = { USERS: '10', EVERY: 'once', POLL_EVERY: '50ms' };

async function fractalService(options: Partial<FractalServiceOptions> = {}): Promise<RunningFractalService> {
  const service = await startFractalService({
    port: 0,
    hostPort: 0,
    rateLimit: 0,
    hostWaitMs: 100,
    taskMs: 100,
    ...options,
  });
  onTestFinished(() => service.stop());
  return service;
}

/** Where the service is, who may do everything there, and the authority of its host. */
async function variablesFor(service: RunningFractalService): Promise<Record<string, string>> {
  const file = join(await tempFolder(), 'ca.pem');
  await writeFile(file, service.caCertificate);
  return {
    TARGET_HOST: `http://${service.address}`,
    HOST_SERVICE_PORT: String(service.hostPort),
    SSL_CERT_FILE: file,
    ...ADMIN,
    ...LOAD,
  };
}

async function run(
  service: RunningFractalService,
  variables: Record<string, string> = {},
  args: K6Run['args'] = [],
): Promise<K6Ending> {
  const bundle = project('dist', 'fractal.js');
  const k6 = await startK6({ bundle, args, variables: { ...(await variablesFor(service)), ...variables } });
  return k6.ending;
}

/** What the load, set-up and clean-up called by the report, and by the server. */
function counts(service: RunningFractalService, { calls }: Aggregate) {
  const sum = (values: Record<string, number>) =>
    Object.values(values).reduce((all, count) => all + count, 0);
  const report: Record<string, number> = {};
  for (const { call, count } of calls) if (count > 0) report[call] = (report[call] ?? 0) + count;
  const server = Object.entries(service.stats().calls).map(
    ([call, statuses]) => [call, sum(statuses)] as const,
  );
  return { report, server: Object.fromEntries(server.filter(([, count]) => count > 0)) };
}

/** Why passes and calls failed, how often. */
function causesOf(end: K6Ending): Record<string, Readonly<Record<string, number>>> {
  const { calls, journeys } = resultOf(end).aggregate;
  const failed = [
    ...calls.map(({ call, failed, causes }) => ({ name: call, failed, causes })),
    ...journeys.map(({ journey, failed, causes }) => ({ name: journey, failed, causes })),
  ].filter((row) => row.failed > 0);
  return Object.fromEntries(failed.map(({ name, causes }) => [name, causes]));
}

async function usersLeft({ controlPort }: RunningFractalService): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${controlPort}/titles`);
  return (await response.json()) as string[];
}

it('each user gets a browser: the run passes, its counts are the server’s own, and the users are gone', async () => {
  const service = await fractalService();
  const end = await run(service);
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

it('users come back every period', async () => {
  const service = await fractalService();
  const end = await run(service, { USERS: '3', EVERY: '1s', DURATION: '3s' });
  expect(end.code, end.output).toBe(0);
  expect(service.stats().calls[REGISTER]).toEqual({ 200: 3 });
  expect(resultOf(end).aggregate.journeys[0]?.done).toBeGreaterThanOrEqual(9);
});

it.each([
  ['job_failed', { failTaskShare: 0.5 }, {}, 5],
  ['host_timeout', { hostWaitMs: 60_000 }, { HOST_WITHIN: '300ms' }, 10],
  ['job_timeout', { taskMs: 60_000 }, { READY_WITHIN: '300ms' }, 10],
])('a pass ends with %s', async (cause, options, variables, passes) => {
  const service = await fractalService(options);
  const end = await run(service, variables);
  expect(end.code).toBe(99);
  expect(causesOf(end)).toEqual({ assignment: { [cause]: passes } });
  expect(end.output).toContain(`a pass failed, ${cause}: `);
  expect(await usersLeft(service)).toEqual([]);
});

it.each([
  [PUT, 406, { [PUT]: { wrong_reply: 5 }, assignment: { host_refused: 5 } }],
  [ASSIGN, 402, { [ASSIGN]: { status_other: 5 }, assignment: { status_other: 5 } }],
])('%s answered with %i fails the pass', async (route, failStatus, causes) => {
  const service = await fractalService({ failShare: 0.5, failStatus, faultRoutes: [route] });
  expect(causesOf(await run(service))).toEqual(causes);
});

it('a host service that is not there yet, 503, is waited for', async () => {
  const faults = { failShare: 0.5, failStatus: 503, faultRoutes: ['GET /host_service'] };
  const service = await fractalService(faults);
  const end = await run(service);
  expect(end.code).toBe(0);
  expect(service.stats().calls['GET /host_service']?.[503]).toBeGreaterThan(10);
});

it('a host whose authority is not known gets no token', async () => {
  const service = await fractalService();
  const end = await run(service, { SSL_CERT_FILE: '' });
  expect(end.code).toBe(99);
  expect(causesOf(end)).toEqual({ [PUT]: { tls: 10 }, assignment: { tls: 10 } });
  expect(service.stats().calls[PUT]).toBeUndefined();
});

it('a host that is not allowed is never contacted; one that ALLOW_HOSTS names is', async () => {
  // On Linux this address leads here too, so that whoever did connect would be counted.
  const service = await fractalService({ hostIp: '0.0.0.0' });
  const end = await run(service, { ALLOW_HOSTS: '10.0.0.0/8,example.com' });
  expect(causesOf(end)).toEqual({ assignment: { host_not_allowed: 10 } });
  expect(end.output).toContain('0.0.0.0 is neither this machine nor in ALLOW_HOSTS');
  expect(counts(service, resultOf(end).aggregate).report[PUT]).toBeUndefined();
  expect(service.stats().calls[PUT]).toBeUndefined();
  const allowed = await run(service, { ALLOW_HOSTS: '10.0.0.0/8, 0.0.0.0/30' });
  expect(allowed.code, allowed.output).toBe(0);
});

it('Ctrl-C: the users are gone, exit 105', async () => {
  const service = await fractalService({ hostWaitMs: 60_000 });
  const bundle = project('dist', 'fractal.js');
  const { process, ending } = await startK6({ bundle, variables: await variablesFor(service) });
  await vi.waitFor(() => expect(service.stats().calls[ASSIGN]).toEqual({ 202: 10 }), 30_000);
  expect(await usersLeft(service)).toHaveLength(10);
  process.kill('SIGINT');
  expect((await ending).code).toBe(105);
  expect(await usersLeft(service)).toEqual([]);
});

it('429 with Retry-After: set-up and clean-up come back when they may, and no sooner', async () => {
  const service = await fractalService();
  const gate = await rateLimited(service.port, 4);
  const end = await run(service, { TARGET_HOST: `http://127.0.0.1:${gate.port}` });
  expect(end.code, end.output).toBe(0);
  expect(await usersLeft(service)).toEqual([]);
  expect(end.output).toContain('the service takes no more calls for now: waiting 1 s');
  const { calls, retries } = resultOf(end).aggregate;
  const refused = calls.reduce((sum, { causes }) => sum + (causes.status_429 ?? 0), 0);
  expect(refused).toBe(gate.refusedAtMs.length);
  expect(retries).toBe(refused);
  // Six of ten, then two of six; those under way when the first is refused could not know.
  expect(refused).toBe(2 * (6 + 2));
  for (const refusedAt of gate.refusedAtMs) {
    const tooEarly = gate.arrivalsMs.filter((at) => at > refusedAt + 300 && at < refusedAt + 1_000);
    expect(tooEarly).toEqual([]);
  }
});

it('set-up alone leaves the users there, twice is as good as once, and a sweep removes those of a run', async () => {
  const service = await fractalService();
  const taken = { username: 'load_test_user_0', password: 'another', name: 'n', feedback: 'f' };
  const body = JSON.stringify({ ...taken, encrypted_config_token: 't' });
  await fetch(`http://${service.address}/account/register`, { method: 'POST', body });
  const only = (users: string, id: string) => run(service, { ONLY: 'setup', USERS: users, RUN_ID: id });
  expect((await only('3', 'first')).code).toBe(0);
  expect(await usersLeft(service)).toHaveLength(3);
  const again = await only('4', 'second');
  expect({ code: again.code, stdout: again.stdout, result: again.resultText }).toEqual({
    code: 0,
    stdout: '',
    result: undefined,
  });
  expect(service.stats().calls[ASSIGN]).toBeUndefined();
  const dry = await run(service, { SWEEP_RUN: 'first', DRY_RUN: '1' });
  expect(dry.output).toContain('would remove load_test_user_2');
  expect(await usersLeft(service)).toHaveLength(4);
  expect((await run(service, { SWEEP_RUN: 'first' })).code).toBe(0);
  expect(await usersLeft(service)).toEqual(['load_test_user_3']);
  expect((await run(service, { USERS: '4' })).code).toBe(0);
  expect(await usersLeft(service)).toEqual([]);
});

it('`setup` makes as many users as it is told, `sweep` removes them with nothing more said', async () => {
  const service = await fractalService();
  const { EVERY: _, USERS: __, ...variables } = await variablesFor(service);
  const cwd = await tempFolder();
  const command = (...args: string[]) => loadline(cwd, args, variables);
  const made = await command('setup', 'fractal', '--users', '12');
  expect(made.code, made.output).toBe(0);
  expect(await usersLeft(service)).toHaveLength(12);
  const swept = await command('sweep', 'fractal', '--users', '12');
  expect(swept.code, swept.output).toBe(0);
  expect(swept.output).toContain('12 records removed, 0 left');
  expect(await usersLeft(service)).toEqual([]);
});

it('neither the administrator’s password, nor tokens, nor secrets of containers stand in any output', async () => {
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
    const { output, resultText = '' } = await run(service, variables, ['--summary-export', exported]);
    const texts = { output, resultText, exported: await readFile(exported, 'utf8') };
    expect(output).toContain('suite fractal');
    for (const [place, text] of Object.entries(texts)) {
      for (const secret of secrets) expect(text, place).not.toMatch(secret);
    }
  }
});

it('tells what keeps it from starting, and leaves no users', async () => {
  const service = await fractalService();
  const unknown = await run(service, { ADMIN_PASSWORD: '' });
  expect(unknown.code).toBe(107);
  expect(unknown.output).toContain('ADMIN_TOKEN: is not set');
  const wrong = await run(service, { ALLOW_HOSTS: '10.0.0.0/33', READY_WITHIN: '2m' });
  expect(wrong.code).toBe(107);
  expect(wrong.output).toContain('ALLOW_HOSTS: holds');
  expect(wrong.output).toContain('READY_WITHIN: is at most 1m');
  expect(counts(service, { calls: [] } as unknown as Aggregate).server).toEqual({});
  const nowhere = await run(service, { REGION_NAME: 'us-esat-1' });
  expect(nowhere.code).toBe(107);
  expect(nowhere.output.replaceAll('\\"', '"')).toContain('did you mean "us-east-1"?');
  const refused = await run(service, { ADMIN_PASSWORD: 'wrong' });
  expect(refused.code).toBe(107);
  expect(refused.output).toContain('administrator admin could not log in: status_401');
  const faulty = await fractalService({ failShare: 0.2, failStatus: 500, faultRoutes: [REGISTER] });
  expect((await run(faulty)).output).toMatch(/user load_test_user_\d could not be made: status_500/);
  expect(await usersLeft(faulty)).toEqual([]);
});

/** What lets so many calls to `/account/` pass in a second, in front of a service; a minute is too long for a test. */
async function rateLimited(port: number, calls: number) {
  const arrivalsMs: number[] = [];
  const refusedAtMs: number[] = [];
  let passed: number[] = [];
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/account/')) {
      const now = performance.now();
      arrivalsMs.push(now);
      passed = passed.filter((at) => at > now - 1_000);
      if (passed.length >= calls) {
        refusedAtMs.push(now);
        response.writeHead(429, { 'retry-after': '1' }).end(`${calls} per 1 second`);
        return;
      }
      passed.push(now);
    }
    const { method, url, headers } = request;
    const beyond = forward({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(response);
    });
    request.pipe(beyond);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, arrivalsMs, refusedAtMs };
}

it.each([
  ['a run', ['run', 'fractal', '--run-id', 'stopped'], ' --run stopped'],
  ['set-up alone', ['setup', 'fractal'], ''],
])('%s that is stopped in set-up tells how to remove the users made until then', async (_what, args, id) => {
  const service = await fractalService();
  const made = () => service.stats().calls[REGISTER]?.['200'] ?? 0;
  const { USERS: _, ...variables } = await variablesFor(service);
  const cwd = await tempFolder();
  const child = startLoadline(cwd, [...args, '--users', '600'], variables);
  await vi.waitFor(() => expect(made()).toBeGreaterThan(5), { timeout: 20_000 });
  child.process.kill('SIGINT');
  const { code, output } = await child.ending;
  expect(output).not.toContain('panic');
  expect(output).toContain(`\`bin/loadline sweep fractal${id} --users 600\` removes it`);
  expect(code).toBe(105);
  expect(made()).toBeLessThan(600);
  const sweep = await loadline(
    cwd,
    ['sweep', 'fractal', ...id.split(' ').slice(1), '--users', '600'],
    variables,
  );
  expect(sweep.code, sweep.output).toBe(0);
  expect(await usersLeft(service)).toEqual([]);
});
