import { randomBytes } from 'node:crypto';
import type { HTTPException } from 'hono/http-exception';
import { jwtVerify, SignJWT } from 'jose';
import { refusal, type ServiceContext } from '../http/service-app';

type Kind = 'access' | 'refresh';

/**
 * Most verified tokens that are kept: more than any load test has users. Beyond that the oldest is dropped and verified
 * again.
 */
const MAX_REMEMBERED = 10_000;

/** A pair of tokens as the calls return it. */
export interface TokenPair {
  access_token: string;
  refresh_token: string;
}

/** Issues and checks HS256 tokens that never expire. The key is new in each run, so tokens of an earlier run are refused. */
export class Tokens {
  readonly #key = randomBytes(32);
  readonly #remembered = new Map<string, { username: string; kind: unknown }>();

  /** Issues a new pair for a user. */
  async issue(username: string): Promise<TokenPair> {
    const [access, refresh] = await Promise.all([
      this.#sign(username, 'access'),
      this.#sign(username, 'refresh'),
    ]);
    return { access_token: access, refresh_token: refresh };
  }

  /**
   * @returns the user of the token in the Authorization header or the query's `access_token`
   * @throws {HTTPException} 401 without a token, 422 when it will not do
   */
  async userOf(c: ServiceContext, kind: Kind = 'access'): Promise<string> {
    const username = await this.optionalUserOf(c, kind);
    if (username === undefined) throw refusal(c.json({ msg: 'Missing Authorization Header' }, 401));
    return username;
  }

  /** As {@link userOf}, but undefined without a token. */
  async optionalUserOf(c: ServiceContext, kind: Kind = 'access'): Promise<string | undefined> {
    const header = c.req.header('authorization');
    const [, bearer] = /^Bearer (\S+)$/.exec(header ?? '') ?? [];
    if (header !== undefined && bearer === undefined) {
      throw malformed(c, "Bad Authorization header. Expected value 'Bearer <JWT>'");
    }
    const token = bearer ?? c.req.query('access_token');
    if (token === undefined) return undefined;
    const known = this.#remembered.get(token) ?? (await this.#verify(c, token));
    if (known.kind !== kind) throw malformed(c, `Only ${kind} tokens are allowed`);
    return known.username;
  }

  async #verify(c: ServiceContext, token: string): Promise<{ username: string; kind: unknown }> {
    const { payload } = await jwtVerify(token, this.#key, {
      algorithms: ['HS256'],
      requiredClaims: ['sub'],
    }).catch((error: unknown) => {
      throw malformed(c, error instanceof Error ? error.message : String(error));
    });
    const verified = { username: payload.sub ?? '', kind: payload.type };
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= MAX_REMEMBERED) this.#remembered.delete(oldest);
    this.#remembered.set(token, verified);
    return verified;
  }

  #sign(username: string, type: Kind): Promise<string> {
    return new SignJWT({ type })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(username)
      .setIssuedAt()
      .sign(this.#key);
  }
}

function malformed(c: ServiceContext, msg: string): HTTPException {
  return refusal(c.json({ msg }, 422));
}
