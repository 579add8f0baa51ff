import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { onLoopback } from './harness/on-loopback';

/** Starts a system that accepts only slugs as names, for one test. */
async function slugSystem(
  names: Set<string>,
): Promise<{ address: string; refused: string[]; created: string[] }> {
  const refused: string[] = [];
  const created: string[] = [];
  const server = createServer(async (request, reply) => {
    const { method, url = '' } = request;
    if (method === 'GET') return reply.end(JSON.stringify({ names: [...names] }));
    if (method === 'DELETE')
      return reply.writeHead(names.delete(url.slice('/names/'.length)) ? 204 : 404).end();
    const { name } = JSON.parse(await text(request)) as { name: string };
    const isTaken = !/^[a-z0-9-]+$/.test(name) || names.has(name);
    (isTaken ? refused : created).push(name);
    if (!isTaken) names.add(name);
    return reply.writeHead(isTaken ? 400 : 201).end();
  });
  const port = await onLoopback(server);
  return { address: `http://127.0.0.1:${port}`, refused, created };
}

it('a suite whose system accepts only slugs sets the format of its marks: clean-up and sweep find them', async () => {
  const bundle = fixtureBundle('slugs');
  const ofOthers = ['web-1', 'loadline-other-7', 'host-loadlinex2dotherx2d1-7'];
  const ofOther = ['host-loadlinex2dother-7', 'host-loadlinex2dotherx2f2-7'];
  const names = new Set([...ofOthers, ...ofOther]);
  const { address, refused, created } = await slugSystem(names);

  const load = { USERS: '20', DURATION: '2s', RUN_ID: 'Team_A.x-1' };
  const end = await runK6({ variables: { TARGET_HOST: address, ...load }, bundle });
  const { aggregate } = resultOf(end);
  expect(refused, end.output).toEqual([]);
  expect(created.length).toBeGreaterThan(1);
  expect(created.every((name) => name.startsWith('host-loadlinex2dx54eamx5fx41x2ex78x2d1-'))).toBe(true);
  expect(aggregate.recordsLeft).toBe(0);
  expect([...names]).toEqual([...ofOthers, ...ofOther]);

  const sweep = await runK6({ variables: { TARGET_HOST: address, SWEEP_RUN: 'other' }, bundle });
  expect(sweep.output).toContain('2 records removed, 0 left');
  expect([...names]).toEqual(ofOthers);
});
