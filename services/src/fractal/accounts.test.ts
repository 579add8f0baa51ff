import { describe, expect, it } from 'vitest';
import { assign, call, register, service, start } from './test-harness';

describe('accounts', () => {
  it('are registered once, and may not take the administrator’s name', async () => {
    await start();
    const body = await register('u0');
    expect(body).toEqual({
      status: 200,
      verification_token: expect.any(String),
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      created_timestamp: expect.any(Number),
    });
    const nulls = Object.fromEntries(Object.keys(body).map((key) => [key, null]));
    for (const username of ['u0', 'admin', '']) {
      const again = await call('POST /account/register', { username, password: 'p', name: 'n' });
      expect({ status: again.status, body: again.body }).toEqual({
        status: 400,
        body: { ...nulls, status: 400 },
      });
    }
    expect((await call('POST /account/register', 'no JSON')).status).toBe(400);
  });

  it('log in, with nulls for a bad pair', async () => {
    await start();
    const { verification_token, created_timestamp } = await register('u0');
    const good = await call('POST /account/login', { username: 'u0', password: 'p' });
    expect(good.body).toEqual({
      verified: true,
      is_user: true,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      verification_token,
      encrypted_config_token: 'e',
      name: 'n',
      created_timestamp,
    });
    for (const pair of [{ username: 'u0', password: 'x' }, { username: 'u1', password: 'p' }, '']) {
      const bad = await call('POST /account/login', pair);
      expect(bad.status).toBe(200);
      expect(Object.keys(bad.body)).toEqual(Object.keys(good.body));
      expect(bad.body).toMatchObject({ verified: false, access_token: null, refresh_token: null });
    }
  });

  it('are verified, looked up and deleted', async () => {
    await start();
    const { verification_token, access_token } = await register('u0');
    const verify = (token: string) => call('POST /account/verify', { username: 'u0', token });
    expect(await verify(verification_token)).toMatchObject({
      status: 200,
      body: { status: 200, verified: true },
    });
    expect(await verify('x')).toMatchObject({ status: 401, body: { status: 401, verified: false } });

    const lookup = () => call('POST /account/lookup', { username: 'u0' });
    expect((await lookup()).body).toEqual({ exists: true, status: 200 });
    const remove = (token: string) => call('POST /account/delete', { username: 'u0' }, token);
    const other = (await register('u1')).access_token;
    expect(await remove(other)).toMatchObject({ status: 401, body: { error: expect.any(String) } });
    expect(await remove(access_token)).toMatchObject({ status: 200, body: { status: 200, error: null } });
    expect((await lookup()).body).toEqual({ exists: false, status: 200 });
    expect(await remove(access_token)).toMatchObject({
      status: 400,
      body: { status: 400, error: 'User u0 does not exist' },
    });
    const titles = await fetch(`http://127.0.0.1:${service.controlPort}/titles`);
    expect(await titles.json()).toEqual(['u1']);
    expect(service.stats().records).toBe(1);
  });
});

describe('tokens', () => {
  it('are missing, malformed, or of the wrong kind', async () => {
    await start();
    const { access_token, refresh_token } = await register('u0');
    const regions = (token?: string) => call('GET /regions', undefined, token);
    expect(await regions()).toMatchObject({ status: 401, body: { msg: 'Missing Authorization Header' } });
    for (const token of ['x', `${access_token}x`, refresh_token, 'a b']) {
      expect(await regions(token)).toMatchObject({ status: 422, body: { msg: expect.any(String) } });
    }
    expect((await regions(access_token)).body).toContain('us-east-1');
    expect((await call(`GET /regions?access_token=${access_token}`)).status).toBe(200);
  });

  it('are refreshed by a refresh token', async () => {
    await start();
    const { access_token, refresh_token } = await register('u0');
    const fresh = await call('POST /token/refresh', undefined, refresh_token);
    expect(fresh.body).toEqual({
      status: 200,
      username: 'u0',
      access_token: expect.any(String),
      refresh_token: expect.any(String),
    });
    expect((await call('GET /regions', undefined, fresh.body.access_token)).status).toBe(200);
    expect((await call('POST /token/refresh', undefined, access_token)).status).toBe(422);
  });

  it('of the administrator stand for every user', async () => {
    await start({ adminUsername: 'boss', adminPassword: 'secret' });
    const wrong = await call('POST /admin/login', { username: 'boss', password: 'x' });
    expect({ status: wrong.status, body: wrong.body }).toEqual({ status: 401, body: {} });
    const { body } = await call('POST /admin/login', { username: 'boss', password: 'secret' });
    expect(Object.keys(body)).toEqual(['access_token', 'refresh_token']);
    expect((await assign('u0', body.access_token)).status).toBe(202);
  });
});
