import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { readJson } from '../packages/loadline/src/results/json-file';
import { startInTest } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { newFolder, tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

let home: string;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  home = await newFolder();
  await makeFixtureHome(home, ['aborting', 'warm-up', 'short-iterations']);
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server that keeps connections, and writes down what happens, and when, in order: `connect`, `HEAD`, `GET`. */
async function watchedServer(onHead: (reply: ServerResponse, request: IncomingMessage) => void) {
  const events: string[] = [];
  const times: number[] = [];
  const note = (event: string) => {
    events.push(event);
    times.push(Date.now());
  };
  const server = createServer((request, reply) => {
    note(request.method ?? '');
    if (request.method === 'HEAD') onHead(reply, request);
    else reply.end('here');
  });
  const first = once(server, 'connection');
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => note('connect'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const count = (event: string, among = events) => among.filter((one) => one === event).length;
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, events, times, first, count };
}

async function startLoad(
  suite: string,
  variables: Readonly<Record<string, string>>,
  users = 10,
  warmUp = '2s',
) {
  const cwd = await tempFolder();
  const args = [
    'run',
    suite,
    '--users',
    String(users),
    '--duration',
    '2s',
    '--run-id',
    'one',
    '--set',
    `profile.warmUp=${warmUp}`,
  ];
  const { process: child, ending } = startInTest(process.execPath, [join(home, 'bin', 'loadline'), ...args], {
    cwd,
    env: { HOME: cwd, NO_COLOR: '1', ...variables },
  });
  const read = (file: string) => readJson(join(cwd, 'reports', 'one', file)) as Result;
  return { child, ending, read };
}

async function load(...given: Parameters<typeof startLoad>) {
  const { ending, read } = await startLoad(...given);
  return { end: await ending, read };
}

it('all virtual users connect one after the other before the first iteration, and no figure contains that', async () => {
  const { url, events, times, count } = await watchedServer((reply) => reply.end());
  const { end, read } = await load('warm-up', { TARGET_HOST: url });
  expect(end.code, end.output).toBe(0);
  expect(end.output).toContain('warm-up of 2 s');
  const { spec, aggregate, warnings } = read('result.json');
  const [journey] = spec.journeys;
  // One more watches the generator.
  const users = (journey?.virtualUsers ?? 0) + 1;
  const before = events.slice(0, events.indexOf('GET'));
  expect(count('connect', before)).toBe(users);
  expect(count('HEAD', before)).toBe(users);
  expect([count('connect'), count('HEAD')]).toEqual([users, users]);
  // They begin to connect over three quarters of the 2 s.
  expect((times[before.length - 1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(750);
  const gets = count('GET');
  expect(gets).toBeGreaterThanOrEqual(journey?.planned.min ?? 99);
  for (const figures of [aggregate, read('k6-1.json').aggregate]) {
    expect(figures.warmUp).toMatchObject({ started: users, ended: users, failed: 0 });
    expect(figures.calls.map(({ call, phase, count: calls }) => [call, phase, calls])).toEqual([
      ['GET /', 'load', gets],
    ]);
    expect(figures.journeys[0]).toMatchObject({ started: gets, done: gets, unaccounted: 0, dropped: 0 });
    expect(figures.loadMs).toBe(2_000);
  }
  // The first second of the figures is that of the load.
  expect(aggregate.seconds?.[0]).toMatchObject({ second: 0 });
  expect((aggregate.seconds ?? []).reduce((sum, { started }) => sum + started, 0)).toBe(gets);
  expect(warnings.join()).not.toContain('warm-up');
});

it('iterations in which k6 activates many virtual users before the load call nothing, and are in no figure', async () => {
  const { url, events, count } = await watchedServer((reply) => reply.end());
  const { end, read } = await load('warm-up', { TARGET_HOST: url }, 50);
  expect(end.code, end.output).toBe(0);
  const { spec, aggregate } = read('result.json');
  const [{ virtualUsers = 0, planned = { min: 0, max: 0 } } = {}] = spec.journeys;
  const heads = events.slice(0, events.indexOf('GET')).filter((event) => event === 'HEAD');
  expect(heads).toHaveLength(virtualUsers + 1);
  const gets = count('GET');
  expect(gets).toBeGreaterThanOrEqual(planned.min);
  expect(gets).toBeLessThanOrEqual(planned.max);
  for (const figures of [aggregate, read('k6-1.json').aggregate])
    expect(figures.journeys[0]).toMatchObject({ started: gets, done: gets, unaccounted: 0, dropped: 0 });
  // k6 activates 102 virtual users in the time of two arrivals, 40 ms. It would be in all delays, also in the shortest.
  expect(aggregate.journeys[0]?.delay?.min).toBeLessThan(40);
});

it('a virtual user that fails to connect in the warm-up tries again', async () => {
  const FAILING = 3;
  let heads = 0;
  const { url, events, count } = await watchedServer((reply, request) => {
    heads += 1;
    if (heads <= FAILING) request.socket.destroy();
    else reply.end();
  });
  const { end, read } = await load('warm-up', { TARGET_HOST: url }, 10, '4s');
  expect(end.code, end.output).toBe(0);
  const { aggregate, warnings } = read('result.json');
  const { started = 0, ended, failed } = aggregate.warmUp ?? {};
  expect([ended, failed]).toEqual([started, 0]);
  expect(warnings.join()).not.toContain('warm-up');
  const all = started + FAILING;
  expect([count('HEAD'), count('connect')]).toEqual([all, all]);
  expect(events.slice(0, events.indexOf('GET')).filter((event) => event === 'HEAD')).toHaveLength(all);
});

it('virtual users that a warm-up could not connect are a warning: they connect in the load', async () => {
  const SILENT = 5;
  let heads = 0;
  const { url } = await watchedServer((_reply, request) => {
    heads += 1;
    // The first ones are never answered, so their attempts last as long as the warm-up.
    if (heads > SILENT) request.socket.destroy();
  });
  const { end, read } = await load('warm-up', { TARGET_HOST: url });
  expect(end.code, end.output).toBe(0);
  for (const file of ['result.json', 'k6-1.json']) {
    const { warnings, aggregate } = read(file);
    const { started = 0, ended = 0, failed = 0 } = aggregate.warmUp ?? {};
    expect([ended, failed]).toEqual([started, started]);
    expect(heads).toBeGreaterThanOrEqual(started);
    const text = warnings.join('\n');
    expect(text).toContain(`the warm-up could not connect ${failed} of ${started} virtual users`);
    expect(text).not.toContain('too short');
  }
});

it('after Ctrl-C in the warm-up, the result says that the load had not begun, and nothing of a short warm-up', async () => {
  const { url, first } = await watchedServer((reply) => reply.end());
  const { child, ending, read } = await startLoad('warm-up', { TARGET_HOST: url }, 10, '1m');
  await first;
  child.kill('SIGINT');
  const { code, output } = await ending;
  expect(code, output).toBe(105);
  const { reasons, warnings, aggregate } = read('result.json');
  expect(aggregate.warmUp?.ended).toBeLessThan(aggregate.warmUp?.started ?? 0);
  expect(reasons.join()).toContain('interrupted by Ctrl-C or SIGINT before the load began');
  expect([...warnings, output].join()).not.toMatch(/warm-up was too short|SIGINT after/);
});

it('of two instances, each warms up its own virtual users; a refused sign-in ends set-up', async () => {
  const { url, events, count } = await watchedServer((reply) => reply.end());
  const warmUp = { description: 'with a warm-up', users: 10, duration: '1s', warmUp: '2s' };
  const end = await runK6({
    variables: { TARGET_HOST: url, INSTANCES: '2', INSTANCE: '1' },
    bundle: fixtureBundle('warm-up'),
    files: { profiles: { smoke: warmUp } },
    args: ['--execution-segment=0:1/2', '--execution-segment-sequence=0,1/2,1'],
  });
  expect(end.code, end.output).toBe(0);
  const { spec, aggregate } = resultOf(end);
  const users = ((spec.journeys[0]?.virtualUsers ?? 0) + 2) / 2;
  expect(aggregate.warmUp).toMatchObject({ started: users, ended: users });
  expect(count('connect', events.slice(0, events.indexOf('GET')))).toBe(users);
  expect(count('connect')).toBe(users);

  const service = await referenceService();
  const wrong = { ...variablesFor(service), USER_1_PASSWORD: 'wrong' };
  const refused = await load('short-iterations', wrong);
  expect(refused.end.code, refused.end.output).toBe(3);
  expect(refused.read('result.json').reasons.join()).toContain('set-up failed');
});
