import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { fixtureBundle } from '../harness/fixture-suites';
import { resultOf, runK6 } from '../harness/k6-run';
import { onLoopback } from '../harness/on-loopback';

/**
 * Starts a server that answers every request, but resets the kept-alive connection at the first request of each of these
 * names.
 */
async function resetting(
  names: readonly string[],
): Promise<{ address: string; seen: Record<string, number> }> {
  const seen: Record<string, number> = {};
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`;
    seen[name] = (seen[name] ?? 0) + 1;
    if (name === 'POST /sign-in') response.end('{"token":"token-1"}');
    else if (names.includes(name) && seen[name] === 1) request.socket.resetAndDestroy();
    else response.end('{}');
  });
  const port = await onLoopback(server);
  return { address: `http://127.0.0.1:${port}`, seen };
}

it('a reset of a kept-alive connection is seen where Go does not repeat the request, as docs/reports.md says', async () => {
  const { address, seen } = await resetting(['GET /text/long', 'POST /bytes']);
  const account = { USER_1_EMAIL: 'a@example.com', USER_1_PASSWORD: 'hush-hush' };
  const variables = { TARGET_HOST: address, TAGS: 'sizes', DEBUG: '1', ...account };
  const end = await runK6({ bundle: fixtureBundle('http-calls'), variables });
  const { calls } = resultOf(end).aggregate;
  const callOf = (name: string) => calls.find(({ call, phase }) => call === name && phase === 'load');
  // Go repeats GET /text/long, so the server saw it twice. The figures count it once, among six calls of which none failed.
  expect(seen['GET /text/long']).toBe(2);
  expect(callOf('GET /text/{what}')).toMatchObject({ count: 6, failed: 0 });
  expect(seen['POST /bytes']).toBe(1);
  expect(callOf('POST /bytes')?.failed).toBe(1);
  expect(Object.keys(callOf('POST /bytes')?.causes ?? {})[0]).toMatch(/^connection_(reset|failed)$/);
});
