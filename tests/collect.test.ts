import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Child } from './harness/child';
import { COLLECTOR_TOKEN, collectServer } from './harness/collect-server';
import { eventually } from './harness/eventually';
import { loadline, startLoadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { startSink } from './harness/sink-server';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const TOKEN = { LOADLINE_COLLECTOR_TOKEN: COLLECTOR_TOKEN };
const SHORT = { USERS: '6', DURATION: '3s', EVERY: '1s' };

/** Starts an instance in a folder of its own, as on another machine. */
async function instance(
  url: string,
  which: string,
  variables: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Promise<Child> {
  const args = ['run', 'vacancies-smoke', '--run-id', 'r1', '--instance', which, '--collector', url];
  return startLoadline(await tempFolder(), [...args, ...more], { ...TOKEN, ...variables });
}

it('the events of a collected run come once, from the collect server, and the figures from its instances', async () => {
  const service = await referenceService();
  const hook = await startSink();
  onTestFinished(() => hook.close());
  const variables = { ...variablesFor(service), ...SHORT };
  const set = ['kind=webhook', `url=${hook.url}`].flatMap((text) => [
    ...['--set', `environment.listeners.hook.${text}`],
  ]);
  const load = ['--users', '8', ...set];
  const args = ['--run-id', 'r1', '--instances', '2', '--events', 'vacancies-smoke', ...load];
  const { url, server } = await collectServer(args, undefined, variables);
  const parts = await Promise.all(['1/2', '2/2'].map((which) => instance(url, which, variables, load)));
  for (const { code, output } of await Promise.all(parts.map(({ ending }) => ending)))
    expect(code, output).toBe(0);
  const { code, output } = await server.ending;
  expect(code, output).toBe(0);
  interface Item {
    readonly type: string;
    readonly instance?: number;
    readonly verdict?: string;
    readonly users?: number;
  }
  const items = hook.calls.flatMap(({ body }) => (JSON.parse(body.toString()) as { items: Item[] }).items);
  const events = items.filter(({ type }) => type !== 'call' && type !== 'failure');
  expect(events.map(({ type, instance: from }) => [type, from])).toEqual([
    ['start', undefined],
    ['stop', undefined],
    ['verdict', undefined],
  ]);
  expect([events[0]?.users, events[2]?.verdict]).toEqual([8, 'pass']);
  expect(new Set(items.filter(({ type }) => type === 'call').map(({ instance: from }) => from))).toEqual(
    new Set([1, 2]),
  );
});

it('a collect server that is started again during the load does not send the start a second time', async () => {
  const service = await referenceService();
  const hook = await startSink();
  onTestFinished(() => hook.close());
  const variables = { ...variablesFor(service), ...SHORT, DURATION: '6s' };
  const set = ['kind=webhook', `url=${hook.url}`].flatMap((text) => [
    ...['--set', `environment.listeners.hook.${text}`],
  ]);
  const args = ['--run-id', 'r1', '--instances', '1', '--events', 'vacancies-smoke', ...set];
  const events = () =>
    hook.calls
      .flatMap(({ body }) => (JSON.parse(body.toString()) as { items: { type: string }[] }).items)
      .flatMap(({ type }) => (['start', 'stop', 'verdict'].includes(type) ? [type] : []));
  const first = await collectServer(args, undefined, variables);
  const part = await instance(first.url, '1/1', variables);
  await eventually(() => expect(events()).toEqual(['start']));
  first.server.process.kill('SIGKILL');
  await first.server.ending;
  const second = await collectServer(args, first.folder, variables, new URL(first.url).host);
  expect((await part.ending).code).toBe(0);
  const { code, output } = await second.server.ending;
  expect(code, output).toBe(0);
  expect(events()).toEqual(['start', 'stop', 'verdict']);
});

it('three instances start together, deliver their files, and get one verdict', async () => {
  const service = await referenceService();
  const message = join(await tempFolder(), 'message.json');
  const { url, server, folder } = await collectServer([
    '--run-id',
    'r1',
    '--instances',
    '3',
    '--message',
    message,
  ]);
  const variables = { ...variablesFor(service), ...SHORT };
  const parts = await Promise.all(['1/3', '2/3', '3/3'].map((which) => instance(url, which, variables)));
  const second = await eventually(async () => {
    expect(server.said()).toContain('instance 2 is ready');
    return instance(url, '2/3', variables);
  });
  const ended = await Promise.all(parts.map(({ ending }) => ending));
  for (const { code, output } of ended) expect(code, output).toBe(0);
  const { code, output } = await second.ending;
  expect(output).toMatch(/no load: .* answered 4\d\d, another process is instance 2 already/);
  expect(code).toBe(4);
  const collected = await server.ending;
  expect(collected.output).toContain('all 3 instances are ready: the run begins in 2 s');
  // The second start of instance 2 is the only reason for the verdict.
  expect(collected.code, collected.output).toBe(3);
  expect(JSON.parse(await readFile(message, 'utf8'))).toEqual({
    runId: 'r1',
    instances: 3,
    delivered: 3,
    missing: [],
    exit: 3,
    verdict: 'invalid',
    reasons: ['instance 2 was started twice: the second one was not let in'],
  });
  const result = JSON.parse(await readFile(join(folder, 'reports/r1/result.json'), 'utf8'));
  const listing = result.aggregate.calls.find(
    ({ call, phase }: { call: string; phase: string }) => call === 'CreateVacancy' && phase === 'load',
  );
  expect(service.stats().calls['pb.VacancyService/CreateVacancy']).toEqual({ OK: listing.count });
  // The delivered files can be merged like those of any run on several machines, and contain why the run was invalid.
  const again = await loadline(folder, [
    'report',
    'reports/r1/1',
    'reports/r1/2',
    'reports/r1/3',
    '--out',
    'again',
  ]);
  expect(again.output).toContain('instance 2 was started twice: the second one was not let in');
  expect(again.code, again.output).toBe(3);
});

it('two instances pass: all exit with 0, and the report can be fetched during --keep', async () => {
  const service = await referenceService();
  const args = ['--run-id', 'r1', '--instances', '2', '--keep', '1m'];
  const { url, server, folder } = await collectServer(args);
  const variables = { ...variablesFor(service), ...SHORT };
  const parts = await Promise.all(['1/2', '2/2'].map((which) => instance(url, which, variables)));
  for (const { ending } of parts) expect((await ending).code).toBe(0);
  await eventually(() => expect(server.said()).toContain('serves /report.tar.gz'));
  const authorization = `Bearer ${TOKEN.LOADLINE_COLLECTOR_TOKEN}`;
  const report = await fetch(`${url}/report.tar.gz`, { headers: { authorization } });
  expect(report.status).toBe(200);
  expect((await report.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  server.process.kill('SIGTERM');
  const { code, output } = await server.ending;
  expect(output).toContain('verdict: PASS');
  expect(code).toBe(0);
  // The old verdict must not count for another load with the same id.
  const again = await loadline(folder, ['collect', '--listen', '127.0.0.1:0', ...args], TOKEN);
  expect(again.output).toContain('reports/r1 holds a run that has its verdict: choose another run id');
  expect(again.code).toBe(2);
});

it('an instance that never comes: no load, exit code 3 of the server and 4 of the others', async () => {
  const service = await referenceService();
  const { url, server } = await collectServer(['--run-id', 'r1', '--instances', '2', '--wait', '6s']);
  const part = await instance(url, '1/2', { ...variablesFor(service), ...SHORT });
  const collected = await server.ending;
  expect(collected.output).toMatch(/only [01] of 2 instances came within 6 s: no load/);
  expect(collected.code).toBe(3);
  const { code, output } = await part.ending;
  expect(output).toMatch(/no load: .* answered 410, /);
  expect(code).toBe(4);
  expect(service.stats().calls['pb.VacancyService/CreateVacancy']).toBeUndefined();
});

it('an instance that is killed: the others stop, deliver and clean up; exit code 3, and its number in the reason', async () => {
  const service = await referenceService();
  const { url, server, folder } = await collectServer(['--run-id', 'r1', '--instances', '2']);
  const variables = { ...variablesFor(service), ...SHORT, DURATION: '5m' };
  const [first, second] = await Promise.all(['1/2', '2/2'].map((which) => instance(url, which, variables)));
  await eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/CreateVacancy'),
  );
  second?.process.kill('SIGKILL');
  const delivered = await first?.ending;
  expect(delivered?.code, delivered?.output).toBe(0);
  const { code, output } = await server.ending;
  expect(output).toContain('stops the load: instance 2 has said nothing for 15 s');
  // The server does not wait for its files until the end of --grace.
  expect(output).toContain('1 of 2 instances have delivered, and instance 2 says nothing any more');
  expect(output).toContain('instance 2 of 2 is missing');
  expect(code).toBe(3);
  const { verdict, stopped } = JSON.parse(await readFile(join(folder, 'reports/r1/result.json'), 'utf8'));
  expect(verdict).toBe('invalid');
  expect(stopped).toMatchObject({ by: 'error', detail: 'instance 2 of 2 did not deliver' });
});

it('lists all problems before any request', async () => {
  const folder = await tempFolder();
  const server = await loadline(folder, ['collect', '--run-id', '../x', '--listen', '8080', '--keep', '5']);
  expect(server.output).toMatch(/--run-id: is "\.\.\/x"/);
  expect(server.output).toContain('--instances: is ""');
  expect(server.output).toContain('--listen: is "8080": write a host and a port');
  expect(server.output).toContain('LOADLINE_COLLECTOR_TOKEN: is not set');
  expect(server.code).toBe(2);
  const args = ['run', 'vacancies-smoke', '--collector', 'collect', '--start-at', '2999-01-01T00:00:00Z'];
  const part = await loadline(folder, args);
  for (const where of ['--collector: is "collect"', '--instance: is not set', '--start-at: has no effect'])
    expect(part.output).toContain(where);
  expect(part.code).toBe(2);
});

it('an instance that is killed where the others get a signal, as in a cluster: 3, and so in every later report', async () => {
  const service = await referenceService();
  const { url, server, folder } = await collectServer(['--run-id', 'r1', '--instances', '2']);
  const variables = { ...variablesFor(service), ...SHORT, DURATION: '5m' };
  const [first, second] = await Promise.all(['1/2', '2/2'].map((which) => instance(url, which, variables)));
  await eventually(() =>
    expect(Object.keys(service.stats().calls)).toContain('pb.VacancyService/CreateVacancy'),
  );
  second?.process.kill('SIGKILL');
  first?.process.kill('SIGTERM');
  const { code, output } = await server.ending;
  expect(output).toContain('instance 2 of 2 is missing');
  expect(output).not.toContain('instance 1 was interrupted: ');
  expect(code).toBe(3);
  const again = await loadline(folder, ['report', 'reports/r1/1', '--out', 'again']);
  expect(again.output).toContain('instance 2 of 2 is missing');
  expect(again.code).toBe(3);
});
