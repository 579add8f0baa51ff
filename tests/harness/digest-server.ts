import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';

/** Inputs of a Digest response, with the names of RFC 7616. */
export interface DigestParts {
  readonly algorithm: string;
  readonly method: string;
  readonly uri: string;
  readonly user: string;
  readonly realm: string;
  readonly password: string;
  readonly nonce: string;
  readonly nc: string;
  readonly cnonce: string;
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

function hash(algorithm: string, text: string): string {
  return createHash(HASHES[algorithm.replace('-sess', '')] ?? '')
    .update(text)
    .digest('hex');
}

/** The response that a server expects, according to RFC 7616, 3.4.1. */
export function expectedResponse(parts: DigestParts): string {
  const { algorithm, method, uri, user, realm, password, nonce, nc, cnonce } = parts;
  const own = hash(algorithm, `${user}:${realm}:${password}`);
  const secret = algorithm.endsWith('-sess') ? hash(algorithm, `${own}:${nonce}:${cnonce}`) : own;
  return hash(algorithm, `${secret}:${nonce}:${nc}:${cnonce}:auth:${hash(algorithm, `${method}:${uri}`)}`);
}

const REALM = 'The "realm", of all things';
const ALGORITHMS = ['SHA-256', 'MD5', 'SHA-512-256', 'SHA-256-sess', 'MD5-sess'];
/** Number of requests for which a challenge may be used. */
const USES = 4;

/** A server with Digest authentication as strict as RFC 7616 allows: each count of a nonce is accepted only once. */
export interface DigestServer {
  readonly origin: string;
  /** Number of accepted requests, by method and path with query. */
  readonly accepted: Readonly<Record<string, number>>;
  /** Number of refused requests, by reason. `stale`: the challenge was already used `USES` times. */
  readonly refused: Readonly<Record<string, number>>;
  /** Algorithms of the challenges whose answers were accepted. */
  readonly algorithms: ReadonlySet<string>;
}

/** Starts the server for one test, with one account. Successive challenges ask for different algorithms. */
export async function digestServer(user: string, password: string): Promise<DigestServer> {
  const accepted: Record<string, number> = {};
  const refused: Record<string, number> = {};
  const algorithms = new Set<string>();
  const nonces = new Map<string, { readonly algorithm: string; readonly hashed: boolean; used: number }>();

  // Counted apart: a client may use the challenges of one kind only.
  const given = { first: 0, stale: 0 };
  const challenge = (stale: boolean) => {
    const nonce = `${randomBytes(9).toString('base64')}==`;
    const number = stale ? given.stale++ : given.first++;
    const algorithm = ALGORITHMS[number % ALGORITHMS.length] ?? 'MD5';
    const hashed = number % 2 === 1;
    nonces.set(nonce, { algorithm, hashed, used: 0 });
    const realm = JSON.stringify(REALM);
    const unknown = `Digest realm=${realm}, algorithm=SHA3-512, qop="auth", nonce="none"`;
    const own = `Digest realm=${realm}, qop="auth-int, auth", nonce="${nonce}", algorithm=${algorithm}, opaque="a,b"`;
    return `Basic realm=${realm}, ${unknown}, ${own}${hashed ? ', userhash=true' : ''}${stale ? ', stale=true' : ''}`;
  };

  /** Why a request is refused. Undefined when it is accepted. */
  const problem = (method: string, uri: string, header: string): string | undefined => {
    const pairs = [...header.matchAll(/(\w+)=(?:"((?:\\.|[^"\\])*)"|([^\s,]+))/g)];
    const of = Object.fromEntries(
      pairs.map(([, name = '', text, word = '']) => [name, text?.replaceAll(/\\(.)/g, '$1') ?? word]),
    );
    const { nc = '', cnonce = '', nonce = '' } = of;
    const known = nonces.get(nonce);
    if (!known) return 'no nonce';
    const { algorithm, hashed } = known;
    if (of.uri !== uri || of.algorithm !== algorithm || of.opaque !== 'a,b' || of.qop !== 'auth')
      return `wrong parts: ${header}`;
    if (of.username !== (hashed ? hash(algorithm, `${user}:${REALM}`) : user)) return 'wrong user';
    if (known.used >= USES) return 'stale';
    known.used += 1;
    if (Number.parseInt(nc, 16) !== known.used) return `nc is ${nc}, not ${known.used}`;
    const parts = { algorithm, method, uri, user, realm: REALM, password, nonce, nc, cnonce };
    if (of.response !== expectedResponse(parts)) return 'wrong response';
    algorithms.add(algorithm);
    return undefined;
  };

  const app = new Hono();
  app.all('*', (context) => {
    const { method, url, raw } = context.req;
    const uri = url.slice(new URL(url).origin.length);
    const header = raw.headers.get('authorization');
    const why = header === null ? 'no header' : problem(method, uri, header);
    if (why === undefined) {
      accepted[`${method} ${uri}`] = (accepted[`${method} ${uri}`] ?? 0) + 1;
      return context.text('welcome');
    }
    refused[why] = (refused[why] ?? 0) + 1;
    return context.text('who is there?', 401, { 'www-authenticate': challenge(why === 'stale') });
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((done) => server.once('listening', done));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, accepted, refused, algorithms };
}
