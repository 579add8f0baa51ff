import { createServer, request as forward } from 'node:http';
import { expect, it } from 'vitest';
import type { Aggregate } from '../packages/loadline/src/core/figures/aggregate';
import { eventually } from './harness/eventually';
import {
  ASSIGN,
  counts,
  fractalService,
  fractalVariables,
  REGISTER,
  runFractal,
  usersLeft,
} from './harness/fractal';
import { resultOf } from './harness/k6-run';
import { loadline, startLoadline } from './harness/loadline';
import { onLoopback } from './harness/on-loopback';
import { tempFolder } from './harness/temp-folder';

it('429 with Retry-After: set-up and clean-up retry after that time, and not sooner', async () => {
  const service = await fractalService();
  const gate = await rateLimited(service.port, 4);
  const end = await runFractal(service, { TARGET_HOST: `http://127.0.0.1:${gate.port}` });
  expect(end.code, end.output).toBe(0);
  expect(await usersLeft(service)).toEqual([]);
  expect(end.output).toContain('the service takes no more calls for now: waiting 1 s');
  const { calls, retries } = resultOf(end).aggregate;
  const refused = calls.reduce((sum, { causes }) => sum + (causes.status_429 ?? 0), 0);
  expect(refused).toBe(gate.refusedAtMs.length);
  expect(retries).toBe(refused);
  // Refused are six of ten calls, then two of six: calls in progress at the first refusal do not know of it.
  expect(refused).toBe(2 * (6 + 2));
  for (const refusedAt of gate.refusedAtMs) {
    const tooEarly = gate.arrivalsMs.filter((at) => at > refusedAt + 300 && at < refusedAt + 1_000);
    expect(tooEarly).toEqual([]);
  }
});

it('set-up alone can run twice and leaves its users, and a sweep removes the users of a run', async () => {
  const service = await fractalService();
  const taken = { username: 'load_test_user_0', password: 'another', name: 'n', feedback: 'f' };
  const body = JSON.stringify({ ...taken, encrypted_config_token: 't' });
  await fetch(`http://${service.address}/account/register`, { method: 'POST', body });
  const only = (users: string, id: string) =>
    runFractal(service, { ONLY: 'setup', USERS: users, RUN_ID: id });
  expect((await only('3', 'first')).code).toBe(0);
  expect(await usersLeft(service)).toHaveLength(3);
  const again = await only('4', 'second');
  expect({ code: again.code, stdout: again.stdout, result: again.resultText }).toEqual({
    code: 0,
    stdout: '',
    result: undefined,
  });
  expect(service.stats().calls[ASSIGN]).toBeUndefined();
  const dry = await runFractal(service, { SWEEP_RUN: 'first', DRY_RUN: '1' });
  expect(dry.output).toContain('would remove load_test_user_2');
  expect(await usersLeft(service)).toHaveLength(4);
  expect((await runFractal(service, { SWEEP_RUN: 'first' })).code).toBe(0);
  expect(await usersLeft(service)).toEqual(['load_test_user_3']);
  expect((await runFractal(service, { USERS: '4' })).code).toBe(0);
  expect(await usersLeft(service)).toEqual([]);
});

it('`setup` makes the given number of users, and `sweep` removes them without further options', async () => {
  const service = await fractalService();
  const { EVERY: _, USERS: __, ...variables } = await fractalVariables(service);
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

it('reports why it cannot start, and leaves no users', async () => {
  const service = await fractalService();
  const unknown = await runFractal(service, { ADMIN_PASSWORD: '' });
  expect(unknown.code).toBe(107);
  expect(unknown.output).toContain('ADMIN_TOKEN: is not set');
  const wrong = await runFractal(service, { ALLOW_HOSTS: '10.0.0.0/33', READY_WITHIN: '2m' });
  expect(wrong.code).toBe(107);
  expect(wrong.output).toContain('ALLOW_HOSTS: holds');
  expect(wrong.output).toContain('READY_WITHIN: is too long: write at most 1m');
  expect(counts(service, { calls: [] } as unknown as Aggregate).server).toEqual({});
  const nowhere = await runFractal(service, { REGION_NAME: 'us-esat-1' });
  expect(nowhere.code).toBe(107);
  expect(nowhere.output.replaceAll('\\"', '"')).toContain('did you mean "us-east-1"?');
  const refused = await runFractal(service, { ADMIN_PASSWORD: 'wrong' });
  expect(refused.code).toBe(107);
  expect(refused.output).toContain('administrator admin could not log in: status_401');
  const faulty = await fractalService({ failShare: 0.2, failStatus: 500, faultRoutes: [REGISTER] });
  expect((await runFractal(faulty)).output).toMatch(/user load_test_user_\d could not be made: status_500/);
  expect(await usersLeft(faulty)).toEqual([]);
});

/**
 * Starts a proxy in front of a service that lets this number of calls to `/account/` pass per second. A limit per minute
 * would make the test too long.
 */
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
  return { port: await onLoopback(server), arrivalsMs, refusedAtMs };
}

it.each([
  ['a run', ['run', 'fractal', '--run-id', 'stopped'], ' --run stopped'],
  ['set-up alone', ['setup', 'fractal'], ''],
])(
  '%s that is stopped in set-up prints how to remove the users that it has made',
  async (_what, args, id) => {
    const service = await fractalService();
    const made = () => service.stats().calls[REGISTER]?.['200'] ?? 0;
    const { USERS: _, ...variables } = await fractalVariables(service);
    const cwd = await tempFolder();
    const child = startLoadline(cwd, [...args, '--users', '600'], variables);
    await eventually(() => expect(made()).toBeGreaterThan(5));
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
  },
);
