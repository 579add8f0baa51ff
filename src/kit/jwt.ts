import encoding from 'k6/encoding';

/** What a token says of itself, or of how it is signed; times in s since the epoch, by the clock of who made it. */
export interface Claims {
  readonly [claim: string]: unknown;
  readonly iat?: number;
  readonly exp?: number;
}

/** Header or claims of a token. @throws {Error} when it is none of a JWT */
export function decode(part: string): Claims {
  return JSON.parse(encoding.b64decode(part, 'rawurl', 's')) as Claims;
}

/** How long a token lives by its own word, from `iat` to `exp`, in s; undefined when it does not say, or is no JWT. */
export function lifeOf(token: string): number | undefined {
  try {
    const { iat, exp } = decode(token.split('.')[1] ?? '');
    return typeof iat === 'number' && typeof exp === 'number' ? exp - iat : undefined;
  } catch {
    return undefined;
  }
}
