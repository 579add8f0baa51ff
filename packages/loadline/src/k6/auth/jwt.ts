import encoding from 'k6/encoding';

/** Header or claims of a JWT. Times in s since the epoch, by the clock of the issuer. */
export interface Claims {
  readonly [claim: string]: unknown;
  readonly iat?: number;
  readonly nbf?: number;
  readonly exp?: number;
}

/** Decodes the header or the claims of a JWT. @throws {Error} when the text is neither */
export function decode(part: string): Claims {
  return JSON.parse(encoding.b64decode(part, 'rawurl', 's')) as Claims;
}

/**
 * Returns how long a token lives by its own claims: from `iat`, else `nbf`, to `exp`, all by the system's clock. When it has
 * only `exp`, its life begins when it was requested.
 * @param askedAtMs when the token was requested, in ms since the epoch
 * @returns life in s; undefined when the token does not contain it, or is not a JWT
 */
export function lifeOf(token: string, askedAtMs: number): number | undefined {
  try {
    const { iat, nbf, exp } = decode(token.split('.')[1] ?? '');
    if (typeof exp !== 'number') return undefined;
    const since = typeof iat === 'number' ? iat : nbf;
    return exp - (typeof since === 'number' ? since : askedAtMs / 1_000);
  } catch {
    return undefined;
  }
}
