import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endlessServer } from '../../../../../tests/harness/endless-server';
import { eventually } from '../../../../../tests/harness/eventually';
import { freePort } from '../../../../../tests/harness/free-port';
import { type SinkAnswer, type SinkServer, startSink } from '../../../../../tests/harness/sink-server';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import { checkSink, Delivery, type Pace } from './delivery';
import { DiskQueue } from './queue';
import { SplunkSink } from './splunk';
import { WebhookSink } from './webhook';

const QUICK: Pace = { pauseMs: 1, mostPauseMs: 5, answerMs: 60_000, patienceMs: 60_000 };
const NOT_PATIENT: Pace = { ...QUICK, patienceMs: 0 };

async function sinkThat(answer?: Parameters<typeof startSink>[0], port?: number): Promise<SinkServer> {
  const server = await startSink(answer, port);
  onTestFinished(() => server.close());
  return server;
}

/** Delivers to a webhook at a URL. @returns also the messages for the user */
async function deliveryTo(url: string, pace = QUICK, queueBytes = 100_000) {
  const queue = new DiskQueue(join(await tempFolder(), 'x.queue'), queueBytes);
  const said: string[] = [];
  const sink = new WebhookSink('hook', url, { authorization: 'Bearer t' }, JSON.stringify);
  return { said, delivery: new Delivery(sink, queue, (text) => said.push(text), pace) };
}

function itemsIn({ calls }: SinkServer): number[] {
  return calls.flatMap(({ body }) => (JSON.parse(body.toString()) as { items: number[] }).items);
}

test('429 and 5xx are repeated after a pause, and each item arrives once, in order, compressed', async () => {
  const refusals: SinkAnswer[] = [{ status: 429, headers: { 'retry-after': '0' } }, { status: 503 }];
  const server = await sinkThat((_, number) => refusals[number - 1] ?? {});
  const { said, delivery } = await deliveryTo(server.url);
  delivery.push(['1', '2', '3']);
  await delivery.finish();
  expect(server.calls).toHaveLength(3);
  expect(itemsIn(server).slice(-3)).toEqual([1, 2, 3]);
  expect(server.calls[0]?.headers).toMatchObject({ 'content-encoding': 'gzip', authorization: 'Bearer t' });
  expect(delivery).toMatchObject({ sent: 3, dropped: 0, reason: undefined });
  expect(said).toEqual([
    'listener hook does not take anything now, it waits on disk: it answered 429',
    'listener hook takes what comes again',
  ]);
});

test('items that are refused permanently are dropped, counted, and not sent again', async () => {
  const server = await sinkThat((_, number) => (number === 1 ? { status: 403, body: 'token revoked' } : {}));
  const { delivery } = await deliveryTo(server.url);
  delivery.push(['1', '2']);
  await eventually(() => expect(delivery.dropped).toBe(2));
  delivery.push(['3']);
  await delivery.finish();
  expect(itemsIn(server)).toEqual([1, 2, 3]);
  expect(delivery).toMatchObject({ sent: 1, dropped: 2, reason: 'it answered 403: token revoked' });
});

test('items wait on disk until a slow listener answers, and are then sent together', async () => {
  let release: (answer: SinkAnswer) => void = () => undefined;
  const slow = new Promise<SinkAnswer>((done) => {
    release = done;
  });
  const server = await sinkThat((_, number) => (number === 1 ? slow : {}));
  const { delivery } = await deliveryTo(server.url);
  delivery.push(['1']);
  await eventually(() => expect(server.calls).toHaveLength(1));
  for (const line of ['2', '3', '4']) delivery.push([line]);
  release({});
  await delivery.finish();
  expect(server.calls).toHaveLength(2);
  expect(itemsIn(server)).toEqual([1, 2, 3, 4]);
});

test('a listener that is away and comes back loses nothing', async () => {
  const port = await freePort();
  const { said, delivery } = await deliveryTo(`http://127.0.0.1:${port}`);
  delivery.push(['1']);
  await eventually(() => expect(said).toHaveLength(1));
  expect(said[0]).toContain('ECONNREFUSED');
  delivery.push(['2']);
  const server = await sinkThat(undefined, port);
  await delivery.finish();
  expect(itemsIn(server)).toEqual([1, 2]);
  expect(delivery).toMatchObject({ sent: 2, dropped: 0 });
});

test('a listener that has been away for long, but is back when the run ends, gets everything', async () => {
  const port = await freePort();
  const pace = { ...NOT_PATIENT, pauseMs: 60_000, mostPauseMs: 60_000 };
  const { said, delivery } = await deliveryTo(`http://127.0.0.1:${port}`, pace);
  delivery.push(['1']);
  await eventually(() => expect(said).toHaveLength(1));
  const server = await sinkThat(undefined, port);
  delivery.push(['2']);
  await delivery.finish();
  expect(itemsIn(server)).toEqual([1, 2]);
  expect(delivery).toMatchObject({ sent: 2, dropped: 0 });
});

test('a listener that stays away is given up after the run: what it did not get is counted', async () => {
  const { delivery } = await deliveryTo(`http://127.0.0.1:${await freePort()}`, NOT_PATIENT);
  delivery.push(['1', '2']);
  await delivery.finish();
  expect(delivery).toMatchObject({ sent: 0, dropped: 2, reason: 'it cannot be reached (ECONNREFUSED)' });
});

test('a full queue drops the oldest items and counts them', async () => {
  const { delivery } = await deliveryTo(`http://127.0.0.1:${await freePort()}`, NOT_PATIENT, 10);
  delivery.push(['11111', '22222']);
  await delivery.finish();
  expect(delivery).toMatchObject({ sent: 0, dropped: 2 });
  expect(delivery.reason).toBe('it was away too long, its queue was full');
});

test('a redirect is not followed: only the address that was written is contacted', async () => {
  const other = await sinkThat();
  const server = await sinkThat(() => ({ status: 307, headers: { location: other.url } }));
  const { delivery } = await deliveryTo(server.url);
  delivery.push(['1']);
  await delivery.finish();
  expect(other.calls).toHaveLength(0);
  expect(delivery).toMatchObject({ dropped: 1, reason: 'it answered 307' });
});

function splunkAt(url: string): SplunkSink {
  return new SplunkSink('splunk', url, { authorization: 'Splunk t' }, 'load', JSON.stringify);
}

test('where indexer acknowledgement is on, a batch is delivered when Splunk says that it is stored', async () => {
  const answers = [
    '{"text":"Success","code":0,"ackId":7}',
    '{"acks":{"7":false}}',
    '{"acks":{"7":true}}',
    '{"text":"Success","code":0}',
  ];
  const server = await sinkThat((_, number) => ({ body: answers[number - 1] ?? '' }));
  const queue = new DiskQueue(join(await tempFolder(), 'x.queue'), 10_000);
  const delivery = new Delivery(splunkAt(server.url), queue, () => undefined, QUICK);
  delivery.push(['{"event":1}']);
  await delivery.finish();
  expect(server.calls.map(({ path }) => path)).toEqual([
    '/services/collector/event',
    '/services/collector/ack',
    '/services/collector/ack',
  ]);
  const channels = server.calls.map(({ headers }) => headers['x-splunk-request-channel']);
  expect(new Set(channels).size).toBe(1);
  expect(delivery).toMatchObject({ sent: 1, dropped: 0 });
});

test.each([
  [400, '{"text":"No data","code":5}', undefined],
  [403, '{"text":"Invalid token","code":4}', 'it answers 403 {"text":"Invalid token","code":4}'],
  [404, '', 'it answers 404'],
])('the check of Splunk before a run: %i %s', async (status, body, expected) => {
  const server = await sinkThat(() => ({ status, body }));
  expect(await checkSink(splunkAt(server.url), QUICK.answerMs)).toBe(expected);
  expect(server.calls[0]?.body.toString()).toBe('');
});

test('the check reports a listener that cannot be reached', async () => {
  const away = splunkAt(`http://127.0.0.1:${await freePort()}`);
  expect(await checkSink(away, QUICK.answerMs)).toBe('it cannot be reached (ECONNREFUSED)');
});

test('an answer of 408 is repeated, and an answer without an end is read only to a limit', async () => {
  const server = await sinkThat((_, number) => (number === 1 ? { status: 408 } : {}));
  const late = await deliveryTo(server.url);
  late.delivery.push(['1']);
  await late.delivery.finish();
  expect(late.delivery).toMatchObject({ sent: 1, dropped: 0 });
  const endless = await endlessServer();
  onTestFinished(() => endless.close());
  const { delivery } = await deliveryTo(endless.url);
  delivery.push(['1']);
  await delivery.finish();
  await endless.gone;
  expect(delivery).toMatchObject({ sent: 1, dropped: 0 });
});

test('an answer of 200 with an error of Splunk in its body is a refusal', async () => {
  const server = await sinkThat(() => ({ body: '{"text":"Invalid data format","code":6}' }));
  const queue = new DiskQueue(join(await tempFolder(), 'x.queue'), 10_000);
  const delivery = new Delivery(splunkAt(server.url), queue, () => undefined, QUICK);
  delivery.push(['{"event":1}']);
  await delivery.finish();
  expect(delivery).toMatchObject({
    ...{ sent: 0, dropped: 1 },
    reason: 'it answered 200 and {"text":"Invalid data format","code":6}',
  });
});

test('a server that does not know gzip gets its requests as they are, also the check before a run', async () => {
  const server = await sinkThat(({ headers }) => (headers['content-encoding'] ? { status: 415 } : {}));
  const { delivery } = await deliveryTo(server.url);
  delivery.push(['1', '2']);
  await delivery.finish();
  expect(delivery).toMatchObject({ sent: 2, dropped: 0 });
  expect(JSON.parse(server.calls.at(-1)?.body.toString() ?? '')).toEqual({ items: [1, 2] });
  const hook = new WebhookSink('hook', server.url, {}, JSON.stringify);
  expect(await checkSink(hook, QUICK.answerMs)).toBeUndefined();
});
