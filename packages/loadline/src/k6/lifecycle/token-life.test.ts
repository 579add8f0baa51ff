import { expect, it, vi } from 'vitest';

const FOREVER_MS = 1e12;
vi.mock('../auth/session', () => ({ FOREVER_MS }));
vi.mock('k6/encoding', () => ({
  default: { b64decode: (text: string) => Buffer.from(text, 'base64url').toString() },
}));
const { shortestLifeMs } = await import('./token-life');

const OPAQUE = { token: 'opaque', askedAtMs: 1_000_000 };
const MINUTE = {
  token: `head.${Buffer.from('{"iat":1000,"exp":1060}').toString('base64url')}.signature`,
  askedAtMs: 1_000_000,
};

it.each([
  ['`expires_in` for an opaque token', [{ ...OPAQUE, expiresInS: 30 }], 29_000],
  ['`expires_in` rather than the claims of the token', [{ ...MINUTE, expiresInS: 30 }], 29_000],
  ['the shortest of several', [{ ...OPAQUE, expiresInS: 90 }, MINUTE, OPAQUE], 59_000],
  ['unlimited when nothing limits it', [OPAQUE], FOREVER_MS - 1_000],
  ['unlimited for a token that lives too briefly to renew it', [{ ...OPAQUE, expiresInS: 1 }], FOREVER_MS],
])('the life of the tokens is %s', (_, sessions, lifeMs) => {
  expect(shortestLifeMs(sessions as never)).toBe(lifeMs);
});
