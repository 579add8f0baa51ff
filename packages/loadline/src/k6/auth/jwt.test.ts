import { expect, it, vi } from 'vitest';

vi.mock('k6/encoding', () => ({
  default: { b64decode: (text: string) => Buffer.from(text, 'base64url').toString() },
}));
const { lifeOf } = await import('./jwt');

const ASKED_AT_MS = 1_000_000;

function token(claims: object): string {
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

it.each([
  ['iat, before nbf', token({ iat: 5_000, nbf: 4_000, exp: 5_060 }), 60],
  ['nbf, without iat', token({ nbf: 5_000, exp: 5_090 }), 90],
  ['when it was asked for, with exp alone', token({ exp: 1_030 }), 30],
  ['nothing, without exp', token({ iat: 5_000 }), undefined],
  ['nothing, as it is opaque', 'abcdef', undefined],
])('the life of a token is calculated from %s', (_, text, lifeS) => {
  expect(lifeOf(text, ASKED_AT_MS)).toBe(lifeS);
});
