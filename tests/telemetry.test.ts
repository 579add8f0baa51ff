import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CallStats } from '../packages/loadline/src/core/figures/aggregate';
import { freePort } from './harness/free-port';
import { loadline, resultIn } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { type SinkAnswer, type SinkCall, type SinkServer, startSink } from './harness/sink-server';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '6', DURATION: '3s', EVERY: '1s' };
const HOOK_TOKEN = 'token-of-the-hook';
const SPLUNK_TOKEN = 'token-of-splunk';
const SECRETS = { HOOK_TOKEN, SPLUNK_TOKEN };

interface Item {
  readonly type: string;
  readonly call?: string;
  readonly phase?: string;
  readonly newCount: number;
  readonly newFailed: number;
  readonly [field: string]: unknown;
}

async function sink(answer?: (call: SinkCall, number: number) => SinkAnswer): Promise<SinkServer> {
  const server = await startSink(answer);
  onTestFinished(() => server.close());
  return server;
}

function listener(name: string, settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => [
    '--set',
    `environment.listeners.${name}.${key}=${value}`,
  ]);
}

/** The items of the requests that were accepted. */
function itemsAt({ calls }: SinkServer, isAccepted: (index: number) => boolean = () => true): Item[] {
  return calls
    .filter((_, index) => isAccepted(index))
    .flatMap(({ path, body }) => {
      const text = body.toString();
      if (!path.startsWith('/services')) return (JSON.parse(text) as { items: Item[] }).items;
      const lines = text.split('\n').filter(Boolean);
      return lines.map((line) => (JSON.parse(line) as { event: Item }).event);
    });
}

/** Sums of `newCount` and `newFailed` by phase and call, which should equal the report's counts. */
function sums(items: readonly Item[]): Record<string, { count: number; failed: number }> {
  const totals: Record<string, { count: number; failed: number }> = {};
  for (const { type, call, phase, newCount, newFailed } of items) {
    if (type !== 'call') continue;
    const key = `${phase} ${call}`;
    const { count = 0, failed = 0 } = totals[key] ?? {};
    totals[key] = { count: count + newCount, failed: failed + newFailed };
  }
  return totals;
}

function reported(calls: readonly CallStats[]): Record<string, { count: number; failed: number }> {
  const made = calls.filter(({ count }) => count > 0);
  return Object.fromEntries(
    made.map(({ call, phase, count, failed }) => [`${phase} ${call}`, { count, failed }]),
  );
}

it('a webhook, Splunk and the terminal receive start, figures, failures, stop and verdict, whose sums equal the report', async () => {
  const service = await referenceService({ failShare: 0.3 });
  const cwd = await tempFolder();
  // The first request is the check before the run, so the refusal is the second one.
  const hook = await sink((_, number) => (number === 2 ? { status: 429 } : {}));
  const splunk = await sink((call, number) => {
    if (call.body.length === 0) return { status: 400, body: '{"text":"No data","code":5}' };
    return number === 2 ? { status: 503 } : { body: '{"text":"Success","code":0}' };
  });
  const { code, output } = await loadline(
    cwd,
    [
      'run',
      'vacancies-smoke',
      '--run-id',
      'told',
      ...listener('hook', { kind: 'webhook', url: hook.url, token: 'HOOK_TOKEN', interval: '1s' }),
      ...listener('splunk', {
        kind: 'splunk',
        url: splunk.url,
        token: 'SPLUNK_TOKEN',
        index: 'load',
        interval: '1s',
      }),
      ...listener('console', { kind: 'debug', final: 'true' }),
    ],
    { ...variablesFor(service), ...SHORT, ...SECRETS },
  );
  expect(code, output).toBe(99);
  const { verdict, aggregate, warnings } = await resultIn(cwd, 'told');
  const ofHook = itemsAt(hook, (index) => index !== 1);
  const ofSplunk = itemsAt(splunk, (index) => index !== 1);
  for (const items of [ofHook, ofSplunk]) {
    expect(sums(items)).toEqual(reported(aggregate.calls));
    const events = items.filter(({ type }) => !['call', 'failure'].includes(type));
    expect(events.map(({ type }) => type)).toEqual(['start', 'stop', 'verdict']);
    expect(events.at(-1)).toMatchObject({
      verdict,
      run: 'told',
      test: 'vacancies-smoke',
      environment: 'local',
      location: 'this machine',
      description: 'Does everything work?',
      link: expect.stringContaining('/told/report.html'),
      failures: expect.arrayContaining([
        expect.objectContaining({ of: 'call', cause: 'INTERNAL', example: expect.any(String) }),
      ]),
    });
    const failures = items.filter(({ type, call }) => type === 'failure' && call !== undefined);
    const occurrences = failures.reduce((sum, item) => sum + Number(item.occurrences), 0);
    expect(occurrences).toBe(aggregate.calls.reduce((sum, { failed }) => sum + failed, 0));
  }
  expect(hook.calls[0]?.headers).toMatchObject({ authorization: `Bearer ${HOOK_TOKEN}` });
  expect(splunk.calls[0]?.headers).toMatchObject({ authorization: `Splunk ${SPLUNK_TOKEN}` });
  expect(output).toContain('listener hook takes what comes again');
  expect(output).toMatch(/\{"type":"call".*"call":"CreateVacancy"/);
  // At the end of the load, all of the log has been read.
  expect(output).toMatch(/\{"type":"failure".*"call":"CreateVacancy".*"example":"\w/);
  expect(output).not.toContain(HOOK_TOKEN);
  expect(warnings.join()).not.toContain('listener');
  const left = await readdir(join(cwd, 'reports', 'told'));
  expect(left.filter((name) => name.endsWith('.queue'))).toEqual([]);
});

it('a listener that is away or refuses prevents a run before its first request, unless it is optional', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const refusing = await sink(() => ({ status: 403, body: '{"text":"Invalid token","code":4}' }));
  const away = `http://127.0.0.1:${await freePort()}`;
  const variables = { ...variablesFor(service), ...SHORT, ...SECRETS };
  const args = [
    'run',
    'vacancies-smoke',
    ...listener('hook', { kind: 'webhook', url: away }),
    ...listener('splunk', { kind: 'splunk', url: refusing.url, token: 'SPLUNK_TOKEN' }),
  ];
  const stopped = await loadline(cwd, args, variables);
  expect(stopped.code).toBe(2);
  expect(stopped.output).toContain(`listener hook: ${away}: it cannot be reached (ECONNREFUSED); correct it`);
  expect(stopped.output).toContain(`listener splunk: ${refusing.url}: it answers 403`);
  expect(stopped.output).toContain('[listener]');
  expect(stopped.output).not.toContain(SPLUNK_TOKEN);
  expect(await readdir(cwd)).toEqual([]);
});

it('items that a listener refuses during a run are counted; this verdict and every later one warn about them', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const hook = await sink((_, number) => (number === 1 ? { status: 503 } : { status: 401 }));
  const args = [
    'run',
    'vacancies-smoke',
    '--run-id',
    'lost',
    ...listener('hook', { kind: 'webhook', url: hook.url, optional: 'true', final: 'true' }),
  ];
  const { code, output } = await loadline(cwd, args, { ...variablesFor(service), ...SHORT });
  expect(code, output).toBe(0);
  expect(output).toContain('listener hook: it answers 503; the run goes on, as it is optional');
  const dropped = itemsAt(hook).length;
  const warning = `listener hook did not get ${dropped} of ${dropped} items (it answered 401): what it shows of this run is not whole`;
  // The terminal wraps long lines.
  expect(output.replace(/\s+/g, ' ')).toContain(warning);
  expect((await resultIn(cwd, 'lost')).warnings).toContain(warning);
  await loadline(cwd, ['report', 'reports/lost'], {});
  expect((await resultIn(cwd, 'lost')).warnings).toContain(warning);
});

it('instances on several machines each send their own part, and the sums equal the report', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const hook = await sink();
  const run = (instance: string) =>
    loadline(
      cwd,
      [
        'run',
        'vacancies-smoke',
        '--run-id',
        'parts',
        '--instance',
        instance,
        ...listener('hook', { kind: 'webhook', url: hook.url }),
      ],
      { ...variablesFor(service), ...SHORT },
    );
  const ended = await Promise.all(['1/3', '2/3', '3/3'].map(run));
  for (const { code, output } of ended) expect(code, output).toBe(0);
  const { output } = await loadline(cwd, ['report', 'reports/parts'], {});
  const { aggregate } = await resultIn(cwd, 'parts');
  const items = itemsAt(hook);
  expect(sums(items), output).toEqual(reported(aggregate.calls));
  expect(new Set(items.map(({ type }) => type))).toEqual(new Set(['call']));
  expect(new Set(items.map(({ instance }) => instance))).toEqual(new Set([1, 2, 3]));
});

it('the only instance of a run that nobody collects sends the events, too', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const hook = await sink();
  const args = ['run', 'vacancies-smoke', '--run-id', 'alone', '--instance', '1/1'];
  const { code, output } = await loadline(
    cwd,
    [...args, ...listener('hook', { kind: 'webhook', url: hook.url, final: 'true' })],
    { ...variablesFor(service), ...SHORT },
  );
  expect(code, output).toBe(0);
  const events = itemsAt(hook).filter(({ type }) => !['call', 'failure'].includes(type));
  expect(events.map(({ type }) => type)).toEqual(['start', 'stop', 'verdict']);
});
