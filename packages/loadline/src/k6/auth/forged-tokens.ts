import encoding from 'k6/encoding';
import type { Credential } from '../../core/verdict/probe-matrix';
import { type Claims, decode } from './jwt';

/** Tokens that a sign-in returned. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

const HOUR_S = 3_600;

/**
 * Makes the `authorization` header of each credential; undefined: no header.
 *
 * Only the service can sign changed claims. So the forged tokens carry a signature that does not fit. When one is refused,
 * the service checks the signature or the claim, and it is unknown which. Only a token that has really expired shows that
 * the service checks the claim alone.
 */
export function forgedAuthorizations(
  { access, refresh }: Tokens,
  nowS: number,
): Partial<Record<Credential, string | undefined>> {
  const [header, claims, signature] = parts(access);
  const signed = (changed: Claims) => `${encode(header)}.${encode({ ...claims, ...changed })}.${signature}`;
  const bearer = (token: string) => `Bearer ${token}`;
  return {
    no_token: undefined,
    empty_token: 'Bearer',
    malformed_token: bearer('loadline-is-no-token'),
    wrong_signature: bearer(withOtherSignature(access)),
    alg_none: bearer(`${encode({ ...header, alg: 'none' })}.${encode(claims)}.`),
    forged_expired: bearer(signed({ iat: nowS - 2 * HOUR_S, nbf: nowS - 2 * HOUR_S, exp: nowS - HOUR_S })),
    forged_not_yet_valid: bearer(signed({ iat: nowS + HOUR_S, nbf: nowS + HOUR_S, exp: nowS + 2 * HOUR_S })),
    ...(refresh !== '' && { refresh_token: bearer(refresh) }),
  };
}

/** Whether a token is still valid by its `exp`. A token without `exp` counts as expired, as its owner says. */
export function saysValid(token: string, nowS: number): boolean {
  const [, { exp }] = parts(token);
  return typeof exp === 'number' && exp > nowS;
}

/**
 * Splits a token into header, claims and signature. For a token that is not a JWT it returns those of a plausible one, so
 * that forged tokens can still be sent.
 */
function parts(token: string): [header: Claims, claims: Claims, signature: string] {
  const [header = '', claims = '', signature = ''] = token.split('.');
  try {
    return [decode(header), decode(claims), signature];
  } catch {
    return [{ alg: 'RS256', typ: 'JWT' }, { sub: 'loadline' }, token];
  }
}

/** Replaces the first character of the signature. The last one would not do: some of its bits are padding and change nothing. */
function withOtherSignature(token: string): string {
  const start = token.lastIndexOf('.') + 1;
  const other = token[start] === 'A' ? 'B' : 'A';
  return token.slice(0, start) + other + token.slice(start + 1);
}

function encode(content: Claims): string {
  return encoding.b64encode(JSON.stringify(content), 'rawurl');
}
