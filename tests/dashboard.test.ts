import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startLoadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const LISTENING = '0A';
const LOOPBACK = '0100007F';

it('the live dashboard listens on this machine only, and answers any origin, as docs/plans.md says', async () => {
  const service = await referenceService();
  const args = ['run', 'vacancies-smoke', '--users', '5', '--duration', '5s', '--dashboard'];
  const { process, ending } = startLoadline(await tempFolder(), args, variablesFor(service));
  let said = '';
  const port = await new Promise<string>((done, fail) => {
    process.stdout?.on('data', (chunk) => {
      said += chunk;
      const found = /live dashboard: http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found !== undefined) done(found);
    });
    ending.then(({ output }) => fail(new Error(output)), fail);
  });
  let origins: string | null | undefined;
  while (origins === undefined && process.exitCode === null) {
    origins = await allowedOrigins(port);
    if (origins === undefined) await delay(20);
  }
  const listeners = await listenersOn(Number(port));
  expect(listeners).toEqual([LOOPBACK]);
  expect(origins).toBe('*');
  await ending;
});

/** Reads which origins may read the live figures; undefined while nobody answers. */
async function allowedOrigins(port: string): Promise<string | null | undefined> {
  const abort = new AbortController();
  try {
    const url = `http://127.0.0.1:${port}/events`;
    const { headers } = await fetch(url, {
      headers: { origin: 'http://evil.example' },
      signal: abort.signal,
    });
    return headers.get('access-control-allow-origin');
  } catch {
    return undefined;
  } finally {
    abort.abort();
  }
}

/** Finds the local addresses, in hexadecimal, of the sockets that listen on a port. */
async function listenersOn(port: number): Promise<string[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')));
  return tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local = '', , state]) =>
        state === LISTENING && Number.parseInt(local.split(':')[1] ?? '', 16) === port,
    )
    .map(([, local = '']) => local.split(':')[0] ?? '');
}
