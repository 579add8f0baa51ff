import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { startChaterService } from './start-chater-service';
import { TestCalls } from './test-calls';
import { calls, service, start, USER } from './test-harness';

describe('access', () => {
  it('refuses each kind of wrong token with a text of its own', async () => {
    await start({ secret: 'a-secret-of-at-least-32-bytes-000' });
    const stranger = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(USER)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('another-secret-of-at-least-32-bytes'));
    const tokens = [
      undefined,
      `Basic ${service.testUserToken}`,
      `Bearer ${await service.issueToken(USER, -1_000)}`,
      `Bearer ${stranger}`,
    ];
    const texts = new Set<string>();
    for (const authorization of tokens) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const { status, text } = await calls.call('/eater_get_today', undefined, headers);
      expect(status).toBe(401);
      texts.add(JSON.parse(text).message);
    }
    expect(texts.size).toBe(4);
    expect(texts).not.toContain(undefined);
  });

  it('takes everyone for the test user when it is off, and keeps users apart when it is not', async () => {
    await start({ auth: 'off' });
    expect((await calls.call('/eater_get_today', undefined, {})).status).toBe(200);
    await service.stop();
    await start();
    await calls.photo();
    const other = new TestCalls(service, await service.issueToken('other@example.com', 60_000));
    expect((await calls.today()).dishesToday).toHaveLength(1);
    expect((await other.today()).dishesToday).toHaveLength(0);
  });

  it('refuses a secret that is too short', async () => {
    await start();
    await expect(startChaterService({ port: 0, secret: 'short' })).rejects.toThrow(RangeError);
  });

  it('limits photos and recommendations together, per user, but not who is exempt', async () => {
    await start({ dailyLimit: 2 });
    const other = new TestCalls(service, await service.issueToken('other@example.com', 60_000));
    expect((await other.photo()).status).toBe(200);
    expect((await other.recommendation(1)).status).toBe(200);
    const over = await other.photo();
    expect(over).toMatchObject({ status: 400, type: 'application/json' });
    expect(JSON.parse(over.text)).toEqual({ error: expect.stringContaining('limit of 2') });
    expect((await other.recommendation(1)).status).toBe(400);
    expect((await other.call('/eater_get_today')).status).toBe(200);
    for (let n = 0; n < 3; n++) expect((await calls.photo()).status).toBe(200);
  });
});

describe('POST /eater_auth', () => {
  const known = { provider: 'google', idToken: 'known', email: 'new@example.com', name: 'New' };

  it('gives a token for the identity it knows', async () => {
    await start({ acceptedIdToken: 'known' });
    const { status, text } = await calls.call('/eater_auth', JSON.stringify(known), {});
    const { token, ...rest } = JSON.parse(text);
    expect({ status, ...rest }).toEqual({
      status: 200,
      expiresIn: 94_608_000,
      userEmail: 'new@example.com',
      userName: 'New',
      profilePictureURL: '',
    });
    const photo = await new TestCalls(service, token).photo();
    expect(JSON.parse(photo.text).user_email).toBe('new@example.com');
  });

  it.each([
    ['no JSON', '{', 400, 'invalid_request'],
    ['no e-mail', JSON.stringify({ ...known, email: '' }), 400, 'invalid_request'],
    ['an unknown provider', JSON.stringify({ ...known, provider: 'x' }), 400, 'invalid_provider'],
    ['a made-up token', JSON.stringify({ ...known, idToken: 'made-up' }), 401, 'invalid_token'],
  ])('refuses %s', async (_what, body, status, error) => {
    await start({ acceptedIdToken: 'known' });
    const answer = await calls.call('/eater_auth', body, {});
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ error, message: expect.any(String) });
  });
});
