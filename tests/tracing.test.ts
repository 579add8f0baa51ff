import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { isChosen } from '../packages/loadline/src/core/telemetry/trace';
import { fixtureBundle } from './harness/fixture-suites';
import { runK6 } from './harness/k6-run';
import { loadline, resultIn } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { requestsService, runRequests } from './harness/requests';
import { startSink } from './harness/sink-server';
import { tempFolder } from './harness/temp-folder';
import { tracedServer } from './harness/traced-server';
import { variablesFor } from './harness/variables';
import { waysServer } from './harness/ways-server';

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/;

interface Seen {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

interface Failure {
  readonly of?: string;
  readonly traceId?: string;
  readonly traceSampled?: boolean;
  readonly traceLink?: string;
}

/** An item that a webhook received. */
interface Item extends Failure {
  readonly type: string;
  readonly call?: string;
  readonly failures?: readonly Failure[];
}

/** The traceparents that a service has received, and how many calls it has counted. */
async function seenBy(service: Awaited<ReturnType<typeof referenceService>>) {
  const counts = service.stats().calls;
  const calls = Object.values(counts).reduce(
    (sum, byStatus) => sum + Object.values(byStatus).reduce((of, count) => of + count, 0),
    0,
  );
  const url = `http://127.0.0.1:${service.controlPort}/traceparents?method=`;
  const seen: Seen[] = [];
  for (const method of Object.keys(counts)) {
    const headers = (await (await fetch(url + encodeURIComponent(method))).json()) as string[];
    for (const header of headers) {
      const [, traceId = '', spanId = '', flag] = FORM.exec(header) ?? [];
      expect(traceId, `${method}: ${header}`).not.toBe('');
      seen.push({ traceId, spanId, isSampled: flag === '1' });
    }
  }
  return { calls, seen };
}

it('every gRPC call carries a traceparent, exactly the share is sampled, and slow calls, failures and their events link to traces', async () => {
  const service = await referenceService({ failShare: 0.3 });
  const hook = await startSink();
  onTestFinished(() => hook.close());
  const cwd = await tempFolder();
  const args = ['run', 'vacancies-smoke', '--run-id', 'traced'];
  const set = (path: string) => ['--set', `environment.${path}`];
  const trace = [
    ...set('trace.share=25%'),
    ...set('trace.link=https://traces.example.com/{traceId}?a=1&b={spanId}'),
    ...['kind=webhook', `url=${hook.url}`, 'interval=1s'].flatMap((text) => set(`listeners.hook.${text}`)),
  ];
  const variables = { ...variablesFor(service), USERS: '6', DURATION: '3s', EVERY: '1s' };
  const { code, output } = await loadline(cwd, [...args, ...trace], variables);
  expect(code, output).toBe(99);
  const { calls, seen } = await seenBy(service);
  expect(seen).toHaveLength(calls);
  expect(new Set(seen.map(({ traceId, spanId }) => traceId + spanId)).size).toBe(calls);

  const { aggregate, spec } = await resultIn(cwd, 'traced');
  expect(spec.trace).toEqual({
    perMillion: 250_000,
    link: 'https://traces.example.com/{traceId}?a=1&b={spanId}',
  });
  const chosen = aggregate.journeys.flatMap(({ started }) =>
    Array.from({ length: started }, (_, number) => number).filter((number) => isChosen(number, 250_000)),
  );
  const sampled = seen.filter(({ isSampled }) => isSampled);
  expect(new Set(sampled.map(({ traceId }) => traceId)).size).toBe(chosen.length);

  const slow = aggregate.slowCalls ?? [];
  expect(slow).toHaveLength(Math.min(20, sampled.length));
  expect(slow.map(({ durationMs }) => durationMs)).toEqual(
    slow.map(({ durationMs }) => durationMs).toSorted((a, b) => b - a),
  );
  for (const { traceId, spanId, link } of slow) {
    expect(sampled).toContainEqual({ traceId, spanId, isSampled: true });
    expect(link).toBe(`https://traces.example.com/${traceId}?a=1&b=${spanId}`);
  }
  const failures = aggregate.calls.flatMap(({ failures: of = {} }) => Object.values(of));
  expect(failures.length).toBeGreaterThan(0);
  const folder = join(cwd, 'reports', 'traced');
  const csv = await readFile(join(folder, 'failures.csv'), 'utf8');
  const html = await readFile(join(folder, 'report.html'), 'utf8');
  for (const { trace: of } of failures) {
    expect(seen).toContainEqual({ traceId: of?.traceId, spanId: of?.spanId, isSampled: of?.isSampled });
    expect(csv).toContain(of?.link);
    expect(html).toContain(`href="https://traces.example.com/${of?.traceId}?a=1&amp;b=${of?.spanId}"`);
  }
  const items = hook.calls.flatMap(({ body }) => (JSON.parse(body.toString()) as { items: Item[] }).items);
  // The samples of failed iterations carry no traceparent.
  const told = items.filter(({ type, call }) => type === 'failure' && call !== undefined);
  const atEnd = (items.at(-1)?.failures ?? []).filter(({ of }) => of === 'call');
  expect([told.length, atEnd.length].every((length) => length > 0)).toBe(true);
  for (const { traceId = '', traceSampled, traceLink } of [...told, ...atEnd]) {
    const call = seen.find((one) => one.traceId === traceId && traceLink?.endsWith(one.spanId));
    expect(call?.isSampled).toBe(traceSampled);
    expect(traceLink).toContain(`https://traces.example.com/${traceId}?`);
  }
  const ofReport = failures.map(({ trace: of }) => of?.link).toSorted();
  expect(atEnd.map(({ traceLink }) => traceLink).toSorted()).toEqual(ofReport);

  expect(html).toContain('Slowest traced calls');
  expect(await readFile(join(folder, 'summary.md'), 'utf8')).toContain(`](${slow[0]?.link}`);

  // The IDs are in the column of metadata, and only where a report may need them.
  const lines = gunzipSync(await readFile(join(folder, 'samples-1.csv.gz')))
    .toString()
    .trim()
    .split('\n');
  const withIds = lines.filter((line) => line.includes('traceparent'));
  for (const line of withIds) expect(line).toMatch(/^call_(duration|failures),.*,traceparent=[0-9a-f-]{55}$/);
  const failed = aggregate.calls.reduce((sum, one) => sum + one.failed, 0);
  expect(withIds).toHaveLength(sampled.length + failed);

  // `loadline report` gets the same from the files.
  await loadline(cwd, ['report', 'reports/traced'], {});
  expect((await resultIn(cwd, 'traced')).aggregate.slowCalls).toEqual(slow);
});

it('every HTTP call carries a traceparent under plain k6, and none when tracing is off', async () => {
  const [traced, plain] = await Promise.all([requestsService(), requestsService()]);
  const [on, off] = await Promise.all([
    runRequests(`http://${traced.address}`, { TRACE_SHARE: '100%' }),
    runRequests(`http://${plain.address}`),
  ]);
  expect(on.code, on.output).toBe(0);
  expect(off.code, off.output).toBe(0);
  const { calls, seen } = await seenBy(traced);
  expect(seen).toHaveLength(calls);
  expect(seen.some(({ isSampled }) => isSampled)).toBe(true);
  expect((await seenBy(plain)).seen).toEqual([]);
});

/** The values of `traceparent` in the column of metadata of a sample file, by metric and call. */
async function metadataIn(file: string): Promise<Record<string, string[]>> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  const tags = head.split(',').indexOf('extra_tags');
  const found: Record<string, string[]> = {};
  for (const line of lines) {
    const cells = line.split(',');
    expect(cells, line).toHaveLength(head.split(',').length);
    const [, parent] = /^traceparent=(.*)$/.exec(cells.at(-1) ?? '') ?? [];
    if (parent === undefined) continue;
    const [, call] = /(?:^|&)call=([^&]*)/.exec(cells[tags] ?? '') ?? [];
    const key = `${cells[0]} ${call}`;
    found[key] = [...(found[key] ?? []), parent];
  }
  return found;
}

it('streams of all kinds and calls that do not block are spans of the trace of their iteration', async () => {
  const server = await waysServer();
  const samples = join(await tempFolder(), 'samples.csv');
  const variables = {
    ...{ SERVICE_PORT: String(server.port), TLS_PORT: String(server.tlsPort), ...server.pems },
    ...{ TAGS: 'streams', API_KEY: 'a-key-to-hide', DEBUG: '1', TRACE_SHARE: '100%' },
  };
  const bundle = fixtureBundle('grpc-ways');
  const { output } = await runK6({ bundle, variables, args: ['--out', `csv=${samples}`] });
  const { traceparents } = server;
  expect(
    Object.entries(traceparents).map(([method, all]) => [method, all.length]),
    output,
  ).toEqual([
    ['Collect', 2],
    ['Chat', 2],
    ['Watch', 3],
  ]);
  const all = Object.values(traceparents).flat();
  for (const parent of all) expect(parent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(new Set(all.map((parent) => parent.split('-')[1])).size).toBe(1);
  expect(new Set(all).size).toBe(all.length);
  const found = await metadataIn(samples);
  for (const [method, sent] of Object.entries(traceparents))
    expect(found[`call_duration ${method}`]?.toSorted()).toEqual(sent.toSorted());
  expect(found['call_failures Collect']).toEqual([traceparents.Collect?.[1]]);
});

it("WebSockets, also refused ones, and calls that do not block carry a traceparent; the suite's own stays as it is", async () => {
  const server = await tracedServer();
  const samples = join(await tempFolder(), 'samples.csv');
  const variables = { TARGET_HOST: `http://127.0.0.1:${server.port}`, DEBUG: '1', TRACE_SHARE: '100%' };
  const bundle = fixtureBundle('traced');
  const { output } = await runK6({ bundle, variables, args: ['--out', `csv=${samples}`] });
  const sent = (path: string) =>
    server.requests.flatMap((request) => (request.path === path ? [request.traceparent] : []));
  const paths = ['/plain', '/beside', '/socket/a', '/refused'];
  const made = paths.flatMap(sent);
  expect(made, output).toHaveLength(5);
  for (const parent of made) expect(parent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(new Set(made.map((parent) => parent.split('-')[1])).size).toBe(1);
  expect(new Set(made).size).toBe(5);
  expect(sent('/own')).toEqual([`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`]);
  expect(sent('/odd')).toEqual(['a "text", of the suite']);
  const found = await metadataIn(samples);
  expect(found).toEqual({
    'call_duration GET /plain': sent('/plain'),
    'call_duration GET /beside': expect.arrayContaining(sent('/beside')),
    'call_duration GET /own': sent('/own'),
    'call_duration WS /socket/{room}': sent('/socket/a'),
    'call_duration WS /refused': sent('/refused'),
    'call_failures WS /refused': sent('/refused'),
  });
});
