import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';

/** Shortest key: HS256 needs one as long as its hash. */
const MIN_SECRET_BYTES = 32;

/**
 * Most verified tokens that are kept: more than any load test has users. Beyond that the oldest is dropped and verified
 * again.
 */
const MAX_REMEMBERED = 10_000;

/** The user that a token is issued for. */
export interface Identity {
  email: string;
  name: string;
  picture: string;
}

/** Thrown when a call is refused. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}

/** Issues and checks HS256 tokens whose subject is an e-mail. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #remembered = new Map<string, { email: string; expiresAtMs: number }>();

  /**
   * @param secret empty for a random one
   * @throws {RangeError} when it is shorter than 32 bytes
   */
  constructor(secret: string) {
    this.#key = secret === '' ? randomBytes(MIN_SECRET_BYTES) : new TextEncoder().encode(secret);
    if (this.#key.length < MIN_SECRET_BYTES) {
      throw new RangeError(`the secret has ${this.#key.length} bytes: write ${MIN_SECRET_BYTES} or more`);
    }
  }

  /** @param lifeMs whole seconds; negative for a token that has expired */
  issue({ email, name, picture }: Identity, lifeMs: number): Promise<string> {
    const issuedAtS = Math.floor(Date.now() / 1000);
    return new SignJWT({ name, picture })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(email)
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + Math.floor(lifeMs / 1000))
      .sign(this.#key);
  }

  /**
   * Verifies a token.
   * @param header the Authorization header as received
   * @returns the e-mail of the token's user
   * @throws {AccessError} when the header or the token is missing or invalid
   */
  async emailOf(header: string | undefined): Promise<string> {
    if (header === undefined) throw new AccessError('Authorization header is missing');
    if (!header.startsWith('Bearer ')) throw new AccessError('Authorization header must start with Bearer');
    const token = header.slice('Bearer '.length);
    const known = this.#remembered.get(token) ?? (await this.#verify(token));
    if (Date.now() >= known.expiresAtMs) throw new AccessError('Token has expired');
    return known.email;
  }

  async #verify(token: string): Promise<{ email: string; expiresAtMs: number }> {
    const { payload } = await jwtVerify(token, this.#key, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      throw new AccessError(error instanceof errors.JWTExpired ? 'Token has expired' : 'Token is invalid');
    });
    const verified = { email: payload.sub ?? '', expiresAtMs: (payload.exp ?? 0) * 1000 };
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= MAX_REMEMBERED) this.#remembered.delete(oldest);
    this.#remembered.set(token, verified);
    return verified;
  }
}
