import { randomBytes } from 'node:crypto';
import { type CryptoKey, errors, generateKeyPair, jwtVerify, SignJWT } from 'jose';

/** The two kinds of tokens differ only in the header: both carry the claims sub, iat, nbf and exp, and nothing else. */
const ACCESS_TYPE = 'at+jwt';
const REFRESH_TYPE = 'rt+jwt';

/**
 * Most verified tokens that are kept: more than any load test has sessions. Beyond that the oldest is dropped and verified
 * again.
 */
const MAX_REMEMBERED = 10_000;

/** Thrown when a token is refused. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

/**
 * Claims of a token about its life. `full`: `iat`, `nbf` and `exp`, as in the original's tokens. `nbf`: without `iat`.
 * `exp`: only `exp`. `opaque`: none, as the token is not a JWT.
 */
export const TOKEN_KINDS = ['full', 'nbf', 'exp', 'opaque'] as const;

/** One of {@link TOKEN_KINDS}. */
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Lives of the tokens in ms, and the kind of their claims. */
export interface TokenLives {
  accessMs: number;
  refreshMs: number;
  kind: TokenKind;
}

/** Issues and checks RS256 tokens. The key pair is new in each run of the service, so tokens of an earlier run are refused. */
export class Tokens {
  /** Verified tokens. Checking a signature costs more than all the rest of a call, and a load test sends the same few tokens. */
  readonly #remembered = new Map<string, { userId: string; expiresAtMs: number }>();
  /** Access tokens that are not JWTs. */
  readonly #opaque = new Map<string, { userId: string; expiresAtMs: number }>();

  private constructor(
    private readonly keys: { publicKey: CryptoKey; privateKey: CryptoKey },
    private readonly lives: TokenLives,
  ) {}

  /** Generates the key pair. */
  static async create(lives: TokenLives): Promise<Tokens> {
    return new Tokens(await generateKeyPair('RS256'), lives);
  }

  /** Issues a new pair of tokens for an account. */
  async issue(userId: string): Promise<{ accessToken: string; refreshToken: string }> {
    const [accessToken, refreshToken] = await Promise.all([
      this.#sign(userId, ACCESS_TYPE, this.lives.accessMs),
      this.#sign(userId, REFRESH_TYPE, this.lives.refreshMs),
    ]);
    return { accessToken, refreshToken };
  }

  /**
   * Verifies an access token.
   * @returns the id of its account
   * @throws {TokenError} when it is malformed, expired, signed by someone else, or a refresh token
   */
  async verifyAccess(token: string): Promise<string> {
    const known = this.#opaque.get(token) ?? this.#remembered.get(token) ?? (await this.#verify(token));
    if (Date.now() >= known.expiresAtMs) {
      this.#remembered.delete(token);
      throw new TokenError('the access token has expired');
    }
    return known.userId;
  }

  async #verify(token: string): Promise<{ userId: string; expiresAtMs: number }> {
    const { payload, protectedHeader } = await jwtVerify(token, this.keys.publicKey, {
      algorithms: ['RS256'],
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      throw new TokenError(whyRefused(error));
    });
    if (protectedHeader.typ !== ACCESS_TYPE) {
      throw new TokenError('this is a refresh token: send the access token');
    }
    const verified = { userId: payload.sub ?? '', expiresAtMs: (payload.exp ?? 0) * 1000 };
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= MAX_REMEMBERED) this.#remembered.delete(oldest);
    this.#remembered.set(token, verified);
    return verified;
  }

  async #sign(userId: string, typ: string, lifeMs: number): Promise<string> {
    const { kind } = this.lives;
    if (kind === 'opaque') {
      const token = randomBytes(24).toString('base64url');
      if (typ === ACCESS_TYPE) this.#opaque.set(token, { userId, expiresAtMs: Date.now() + lifeMs });
      return token;
    }
    const issuedAtS = Math.floor(Date.now() / 1000);
    const token = new SignJWT()
      .setProtectedHeader({ alg: 'RS256', typ })
      .setSubject(userId)
      .setExpirationTime(issuedAtS + lifeMs / 1000);
    if (kind === 'full') token.setIssuedAt(issuedAtS);
    if (kind !== 'exp') token.setNotBefore(issuedAtS);
    return token.sign(this.keys.privateKey);
  }
}

function whyRefused(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the access token has expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the token has a bad signature';
  return 'the token is malformed';
}
