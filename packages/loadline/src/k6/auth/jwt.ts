import encoding from 'k6/encoding';

/** What a token says of itself, or of how it is signed; times in s since the epoch, by the clock of who made it. */
export interface Claims {
  readonly [claim: string]: unknown;
  readonly iat?: number;
  readonly nbf?: number;
  readonly exp?: number;
}

/** Header or claims of a token. @throws {Error} when it is none of a JWT */
export function decode(part: string): Claims {
  return JSON.parse(encoding.b64decode(part, 'rawurl', 's')) as Claims;
}

/**
 * How long a token lives by its own word, from `iat`, else `nbf`, to `exp`: all of the system's own clock. Where it holds
 * `exp` alone, from when it was asked for.
 * @param askedAtMs in ms since the epoch
 * @returns in s; undefined when it does not say, or is no JWT
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
