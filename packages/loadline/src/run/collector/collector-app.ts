import { spawn } from 'node:child_process';
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { type Barrier, Refused } from './barrier';
import { beatRequest, doneRequest, isFileOf, readyRequest } from './protocol';

/** Settings of the HTTP interface of a `collect` server. */
export interface Collected {
  readonly runId: string;
  readonly instances: number;
  readonly token: string;
  /** Folder of the run. Files of instance i go to `<i>/`. */
  readonly folder: string;
  /** Largest size of one file, in bytes. */
  readonly mostBytes: number;
  readonly barrier: Barrier;
}

const MOST_JSON_BYTES = 20_000;

/** The HTTP interface of `loadline collect`. Every route except `/healthz` requires the token. */
export function collectorApp(collected: Collected): Hono {
  const { runId, instances, token, folder, barrier } = collected;
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok\n'));
  app.use('*', async (c, next) => {
    if (!isSame(c.req.header('authorization') ?? '', `Bearer ${token}`))
      return c.json({ error: 'the token is wrong' }, 401);
    return next();
  });
  app.onError((error, c) => {
    if (error instanceof Refused) return c.json({ error: error.message }, error.status);
    return c.json({ error: error.message }, 500);
  });
  const numberOf = (c: Context): number | undefined => {
    const number = Number(c.req.param('instance'));
    const isKnown =
      c.req.param('run') === runId && Number.isInteger(number) && number >= 1 && number <= instances;
    return isKnown ? number : undefined;
  };
  const post = <Body>(what: string, schema: z.ZodType<Body>, act: (number: number, body: Body) => object) =>
    app.post(`/runs/:run/:instance/${what}`, async (c) => {
      const number = numberOf(c);
      if (number === undefined) return c.json({ error: `there is no such instance of run ${runId}` }, 404);
      if (Number(c.req.header('content-length') ?? MOST_JSON_BYTES + 1) > MOST_JSON_BYTES)
        return c.json({ error: 'too long' }, 413);
      const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
      if (!parsed.success) return c.json({ error: `no ${what} of this version of loadline` }, 400);
      return c.json(act(number, parsed.data));
    });
  post('ready', readyRequest, (number, body) => barrier.ready(number, body));
  post('beat', beatRequest, (number, body) => barrier.beat(number, body));
  post('done', doneRequest, (number, body) => barrier.done(number, body));
  app.put('/runs/:run/:instance/files/:name', async (c) => {
    const number = numberOf(c);
    const name = c.req.param('name');
    if (number === undefined || !isFileOf(name, number)) return c.json({ error: 'no file of a run' }, 404);
    const boot = c.req.header('x-boot') ?? '';
    barrier.admitFile(number, boot);
    return receive(c, collected, { number, boot, name });
  });
  app.get('/report.tar.gz', async (c) => {
    const tar = spawn('tar', ['-czf', '-', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(tar, 'spawn');
    } catch (error) {
      return c.json({ error: `tar cannot be started (${(error as Error).message})` }, 500);
    }
    const headers = { 'content-type': 'application/gzip' };
    return new Response(Readable.toWeb(tar.stdout) as unknown as BodyInit, { headers });
  });
  return app;
}

/** A file that an instance sends. */
interface Incoming {
  readonly number: number;
  readonly boot: string;
  readonly name: string;
}

/** Receives a file, completely or not at all. */
async function receive(c: Context, { folder, mostBytes, barrier }: Collected, incoming: Incoming) {
  const { number, boot, name } = incoming;
  const place = join(folder, String(number));
  mkdirSync(place, { recursive: true, mode: 0o700 });
  // An instance that got no answer sends the file again, while the first request may still be in progress.
  const part = join(place, `.${randomUUID()}.part`);
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > mostBytes ? new TooLong() : null, chunk);
    },
  });
  const { body } = c.req.raw;
  try {
    const source = body ? Readable.fromWeb(body as unknown as ReadableStream) : Readable.from([]);
    await pipeline(source, measured, createWriteStream(part, { mode: 0o600 }));
  } catch (error) {
    rmSync(part, { force: true });
    if (!(error instanceof TooLong)) throw error;
    const message = `${name} has more than ${mostBytes} bytes: see --max-upload`;
    barrier.refusedFile(number, message);
    return c.json({ error: message }, 413);
  }
  const sha256 = hash.digest('hex');
  if (sha256 !== c.req.header('x-sha256')) {
    rmSync(part, { force: true });
    return c.json({ error: `${name} is not what was sent` }, 400);
  }
  try {
    barrier.received(number, boot, name, sha256);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  renameSync(part, join(place, name));
  return c.json({ bytes }, 201);
}

class TooLong extends Error {}

/** Compares two texts in a time that does not depend on where they differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
