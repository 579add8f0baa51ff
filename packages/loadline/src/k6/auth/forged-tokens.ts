import encoding from 'k6/encoding';
import type { Credential } from '../../core/verdict/probe-matrix';
import { type Claims, decode } from './jwt';

/** Tokens as sign-in gives them. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

const HOUR_S = 3_600;

/**
 * What each credential sends as `authorization`; undefined: nothing.
 *
 * A signature that fits changed claims can be made by nobody but the service. So the forged ones carry a signature that does
 * not fit: their refusal shows that the signature is looked at, or else the claim, and does not tell which. That the claim
 * alone is enough, only a token that really expired shows.
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

/** Whether a token says that it is still valid; one that says nothing is taken for what its owner calls it. */
export function saysValid(token: string, nowS: number): boolean {
  const [, { exp }] = parts(token);
  return typeof exp === 'number' && exp > nowS;
}

/** Header, claims and signature. Of a token that is no JWT: those of a likely one, so that forgeries can still be sent. */
function parts(token: string): [header: Claims, claims: Claims, signature: string] {
  const [header = '', claims = '', signature = ''] = token.split('.');
  try {
    return [decode(header), decode(claims), signature];
  } catch {
    return [{ alg: 'RS256', typ: 'JWT' }, { sub: 'loadline' }, token];
  }
}

/** The first character of the signature replaced: of the last one, some bits are padding and change nothing. */
function withOtherSignature(token: string): string {
  const start = token.lastIndexOf('.') + 1;
  const other = token[start] === 'A' ? 'B' : 'A';
  return token.slice(0, start) + other + token.slice(start + 1);
}

function encode(content: Claims): string {
  return encoding.b64encode(JSON.stringify(content), 'rawurl');
}
