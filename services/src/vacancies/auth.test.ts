import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningService } from '../service';
import { startVacancyService } from './start-vacancy-service';
import { statusOf, TestClient } from './test-client';

let service: RunningService;
let client: TestClient;
let logged: string[];

beforeEach(async () => {
  logged = [];
  service = await startVacancyService({ port: 0, log: (line) => logged.push(line) });
  client = new TestClient(service.address);
});

afterEach(async () => {
  vi.useRealTimers();
  client.close();
  await service.stop();
});

async function verificationCodes(): Promise<Record<string, string>> {
  const response = await fetch(`http://127.0.0.1:${service.controlPort}/verification-codes`);
  return (await response.json()) as Record<string, string>;
}

describe('sign-in', () => {
  it('gives two tokens with the claims of the original', async () => {
    const reply = await client.signIn();
    expect(reply.status).toBe('success');
    for (const [token, lifeS] of [
      [reply.accessToken, 900],
      [reply.refreshToken, 3600],
    ] as const) {
      const { sub, exp = 0, iat = 0, nbf, ...others } = decodeJwt(token);
      expect(sub).toMatch(/^[0-9a-f]{24}$/);
      expect(exp - iat).toBe(lifeS);
      expect(nbf).toBe(iat);
      expect(others).toEqual({});
    }
    const me = await client.getMe(decodeJwt(reply.accessToken).sub ?? '');
    expect(me).toMatchObject({ email: 'user1@example.com', name: 'User 1', role: 'user' });
  });

  it.each([
    ['unknown e-mail', 'nobody@example.com', 'password-1', 'INVALID_ARGUMENT'],
    ['wrong password', 'user1@example.com', 'password-2', 'INVALID_ARGUMENT'],
    ['e-mail in capitals', 'USER1@Example.com', 'password-1', 'OK'],
  ])('%s', async (_what, email, password, expected) => {
    expect((await statusOf(client.signIn(email, password))).name).toBe(expected);
  });
});

describe('sign-up', () => {
  it('makes an account that can sign in once it is verified', async () => {
    const reply = await client.signUp({ email: 'Mixed.Case@Example.com' });
    expect(reply.status).toBe('success');
    expect(reply.message).toContain('mixed.case@example.com');

    const code = (await verificationCodes())['mixed.case@example.com'] ?? '';
    expect(code).toHaveLength(20);
    expect(logged).toEqual([`verification code of mixed.case@example.com: ${code}`]);
    // Verification is checked before the password.
    expect((await statusOf(client.signIn('mixed.case@example.com', 'wrong'))).name).toBe('PERMISSION_DENIED');

    expect(await client.verifyEmail(code)).toMatchObject({ status: 'success' });
    expect((await statusOf(client.verifyEmail(code))).name).toBe('PERMISSION_DENIED');
    expect(await verificationCodes()).toEqual({});
    expect((await statusOf(client.signIn('mixed.case@example.com', 'new'))).name).toBe('OK');
  });

  it.each([
    ['passwords differ', { passwordConfirm: 'other' }, 'INVALID_ARGUMENT'],
    ['e-mail used', { email: 'User1@example.com' }, 'ALREADY_EXISTS'],
  ])('%s', async (_what, input, expected) => {
    expect((await statusOf(client.signUp(input))).name).toBe(expected);
  });

  it('takes one of two that come at once', async () => {
    const both = await Promise.all([statusOf(client.signUp({})), statusOf(client.signUp({}))]);
    expect(both.map(({ name }) => name).sort()).toEqual(['ALREADY_EXISTS', 'OK']);
  });

  it('wrong verification code', async () => {
    expect((await statusOf(client.verifyEmail('wrong'))).name).toBe('PERMISSION_DENIED');
  });
});

describe('a call', () => {
  it('without a token is refused on every method that needs one', async () => {
    const calls = [
      client.create('t'),
      client.get('1'),
      client.update('1', {}),
      client.delete('1'),
      client.list({}),
      client.getMe('1'),
    ];
    for (const call of calls) {
      expect(await statusOf(call)).toEqual({
        name: 'UNAUTHENTICATED',
        details: 'metadata "authorization: Bearer <access token>" is missing',
      });
    }
  });

  it('without a token is accepted when auth is off, and so is a wrong token', async () => {
    const open = await startVacancyService({ port: 0, auth: 'off' });
    const anyone = new TestClient(open.address);
    expect((await anyone.create('t')).Title).toBe('t');
    anyone.authorize('Bearer nonsense');
    expect((await anyone.create('u')).Title).toBe('u');
    anyone.close();
    await open.stop();
  });

  it.each([
    ['no scheme', 'abc', 'metadata "authorization" is malformed: Bearer <access token>'],
    ['no token', 'Bearer', 'metadata "authorization" is malformed: Bearer <access token>'],
    ['no JWT', 'Bearer abc', 'the token is malformed'],
    ['unsigned JWT', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', 'the token is malformed'],
  ])('with a bad header (%s) is refused', async (_what, header, details) => {
    client.authorize(header);
    expect(await statusOf(client.list({}))).toEqual({ name: 'UNAUTHENTICATED', details });
  });

  it('with the refresh token is refused', async () => {
    const { refreshToken } = await client.signIn();
    client.authorize(`Bearer ${refreshToken}`);
    expect(await statusOf(client.list({}))).toEqual({
      name: 'UNAUTHENTICATED',
      details: 'this is a refresh token: send the access token',
    });
  });

  it('with a token that someone else signed is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = new SignJWT().setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' });
    const token = await forged.setSubject('1').setIssuedAt().setExpirationTime('1h').sign(privateKey);
    client.authorize(`Bearer ${token}`);
    expect(await statusOf(client.list({}))).toEqual({
      name: 'UNAUTHENTICATED',
      details: 'the token has a bad signature',
    });
  });

  it.each([
    ['is remembered', true],
    ['was never seen', false],
  ])('with a token that has expired is refused, also when it %s', async (_what, usedBefore) => {
    await client.signIn();
    if (usedBefore) expect((await statusOf(client.list({}))).name).toBe('OK');
    // Only the date is faked: the timers of both ends of the connection go on.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 });
    expect(await statusOf(client.list({}))).toEqual({
      name: 'UNAUTHENTICATED',
      details: 'the access token has expired',
    });
  });

  it('with a short-lived token is accepted, then refused, then accepted after a new sign-in', async () => {
    const brief = await startVacancyService({ port: 0, accessTokenLifeMs: 2_000 });
    const caller = new TestClient(brief.address);
    // Only the date is faked, and stands still: the timers of both ends of the connection go on.
    const signedInMs = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: signedInMs });
    await caller.signIn();
    expect((await statusOf(caller.list({}))).name).toBe('OK');
    vi.setSystemTime(signedInMs + 900);
    expect((await statusOf(caller.list({}))).name).toBe('OK');
    vi.setSystemTime(signedInMs + 2_100);
    expect((await statusOf(caller.list({}))).name).toBe('UNAUTHENTICATED');
    await caller.signIn();
    expect((await statusOf(caller.list({}))).name).toBe('OK');
    caller.close();
    await brief.stop();
  });
});
