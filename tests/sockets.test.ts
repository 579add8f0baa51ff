import { expect, it, type TestContext } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { sockets, toBeHad } from './harness/own-services';

it('WebSockets are measured from the start until they are open, and message by message; thresholds bound all of it', async ({
  skip,
}: TestContext) => {
  const server = await toBeHad(sockets(), skip);
  const target = { TARGET_HOST: `http://127.0.0.1:${server.port}`, API_KEY: 'the-key' };
  const bundle = fixtureBundle('sockets');
  const load = { ...target, TAGS: 'good', USERS: '1', DURATION: '3s' };
  const good = await runK6({ bundle, variables: load });
  const { aggregate, thresholds, verdict } = resultOf(good);
  expect(aggregate.scriptErrors, good.output).toBe(0);
  expect(verdict, good.output).toBe('pass');
  expect(good.code).toBe(0);
  expect(thresholds.map(({ id, outcome }) => `${id} ${outcome}`).sort()).toEqual([
    'calls.ticks.firstMessage.med held',
    'calls.ticks.longestGap.med held',
    'calls.ticks.med held',
    'calls.ticks.messages held',
    'journeys.good.failed held',
  ]);
  const [chat, ticks] = aggregate.calls.filter(({ phase }) => phase === 'load');
  const iterations = aggregate.journeys[0]?.done ?? 0;
  expect(iterations).toBeGreaterThan(1);
  expect(chat).toMatchObject({ call: 'WS /chat/{room}', count: iterations, failed: 0 });
  expect(chat?.stream?.messages).toBe(3 * iterations);
  expect(ticks?.stream?.firstMessage?.count).toBe(iterations);
  expect(ticks?.stream?.longestGap?.count).toBe(iterations);

  const bad = await runK6({ bundle, variables: { ...target, TAGS: 'bad', DEBUG: '1' } });
  const causes = resultOf(bad).aggregate.calls.filter(({ count }) => count > 0);
  expect(Object.fromEntries(causes.map(({ call, causes }) => [call, causes])), bad.output).toEqual({
    'WS /short': { wrong_reply: 1 },
    'WS /refused': { connection_failed: 1 },
    'WS /silent': { timeout: 1 },
  });
  expect(bad.output).toContain('the server closed the socket after 1 of 3 messages');
  const nobody = await runK6({
    bundle,
    variables: { TARGET_HOST: 'http://127.0.0.1:1', API_KEY: 'the-key', TAGS: 'good', DEBUG: '1' },
  });
  expect(resultOf(nobody).aggregate.calls[0]?.causes).toEqual({ connection_refused: 1 });

  const got = await server.got();
  expect(got.slice(0, 4)).toEqual([
    ['/chat/a', 'hello'],
    ['/chat/a', 're: echo hello'],
    ['/chat/a', 're: echo re: echo hello'],
    ['/chat/a', 're: echo re: echo re: echo hello'],
  ]);
});
