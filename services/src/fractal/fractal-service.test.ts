import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as openRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import { PortTakenError } from '../port-taken-error';
import type { TaskState } from './containers';
import { startFractalService } from './start-fractal-service';
import {
  adminToken,
  assign,
  CONFIG_TOKEN,
  call,
  host,
  hostService,
  PORTS,
  register,
  service,
  start,
  status,
} from './test-harness';

describe('a container', () => {
  it('is assigned, waits, takes the token, and ends with SUCCESS', async () => {
    await start({ hostWaitMs: 150, taskMs: 150 });
    const { access_token } = await register('u0');
    const assigned = await assign('u0', access_token, { dpi: 120 });
    expect(assigned).toMatchObject({ status: 202, body: { ID: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    const { ID } = assigned.body;
    expect(await status(ID)).toEqual({ state: 'PENDING', output: null });
    const nulls = { ip: null, port: null, client_app_auth_secret: null };
    expect(await hostService('u0', access_token)).toMatchObject({ status: 200, body: nulls });

    const { port, client_app_auth_secret } = await eventually(async () => {
      const { body } = await hostService('u0', access_token);
      expect(body.ip).toBe('127.0.0.1');
      return body;
    });
    expect((await status(ID)).state).toBe('STARTED');
    const body = {
      user_id: 'u0',
      host_port: port,
      config_encryption_token: CONFIG_TOKEN,
      client_app_auth_secret,
    };
    expect(await host(body)).toEqual({ status: 200, body: '{"result":"SUCCESS"}' });
    expect((await status(ID)).state).toBe('STARTED');
    const done = await eventually(async () => {
      const task = await status(ID);
      expect(task.state).toBe('SUCCESS');
      return task;
    });
    expect(done.output).toMatchObject({ ip: '127.0.0.1', user_id: 'u0', dpi: 120, location: 'us-east-1' });
    expect(Object.keys(done.output as object)).toHaveLength(14);
    expect((await hostService('u0', access_token)).body).toEqual(nulls);
  });

  it('is refused without token, to others, without fields, and for an unknown app', async () => {
    await start();
    const { access_token } = await register('u0');
    expect((await call('POST /container/assign', {})).status).toBe(401);
    expect(await assign('u1', access_token)).toMatchObject({
      status: 401,
      body: { error: expect.any(String) },
    });
    expect((await hostService('u1', access_token)).status).toBe(401);
    expect((await call('GET /host_service', undefined, access_token)).status).toBe(401);
    for (const values of [{ app: 'Netscape' }, { app: undefined }, { region: undefined }]) {
      const { status, body } = await assign('u0', access_token, values);
      expect({ status, body }).toEqual({ status: 400, body: { status: 400 } });
    }
  });

  it('is refused to who has not paid, except the administrator', async () => {
    await start({ payment: 'enforce' });
    const { access_token } = await register('u0');
    expect(await assign('u0', access_token)).toMatchObject({
      status: 402,
      body: { error: expect.any(String) },
    });
    expect((await assign('u0', await adminToken())).status).toBe(202);
  });

  it('fails in its share, with a trace for the administrator', async () => {
    await start({ failTaskShare: 0.5 });
    const { access_token } = await register('u0');
    const outcomes: TaskState[] = [];
    for (let n = 0; n < 2; n++) {
      const { ID } = (await assign('u0', access_token)).body;
      const { port, client_app_auth_secret } = (await hostService('u0', access_token)).body;
      const values = { user_id: 'u0', host_port: port, client_app_auth_secret };
      await host({ ...values, config_encryption_token: CONFIG_TOKEN });
      outcomes.push(await status(ID));
      if (n === 1) outcomes.push(await status(ID, await adminToken()));
    }
    expect(outcomes.map(({ state }) => state)).toEqual(['SUCCESS', 'FAILURE', 'FAILURE']);
    expect(outcomes[1]?.output).not.toContain('Traceback');
    expect(outcomes[2]?.output).toContain('Traceback');
  });

  it('fails when its client never comes', async () => {
    await start({ clientPatienceMs: 0 });
    const { access_token } = await register('u0');
    const { ID } = (await assign('u0', access_token)).body;
    expect((await status(ID)).state).toBe('FAILURE');
    expect((await hostService('u0', access_token)).body.ip).toBeNull();
  });
});

describe('GET /status', () => {
  it('is PENDING for an unknown id, 400 for what is none, 422 for a malformed token', async () => {
    await start();
    expect(await status(randomUUID())).toEqual({ state: 'PENDING', output: null });
    expect(await call('GET /status/7')).toMatchObject({ status: 400, body: { error: '7 is not a task id' } });
    expect((await call(`GET /status/${randomUUID()}`, undefined, 'x')).status).toBe(422);
  });
});

describe('the host', () => {
  it('refuses what does not fit', async () => {
    await start();
    const { access_token } = await register('u0');
    await assign('u0', access_token);
    const { port, client_app_auth_secret } = (await hostService('u0', access_token)).body;
    const good = {
      user_id: 'u0',
      host_port: port,
      config_encryption_token: CONFIG_TOKEN,
      client_app_auth_secret,
    };
    for (const [key, value] of [
      ['user_id', 'u1'],
      ['host_port', port + 1],
      ['config_encryption_token', 'a1'],
      ['client_app_auth_secret', 'x'],
    ]) {
      const answer = await host({ ...good, [key]: value });
      expect(answer.status).toBe(406);
      expect(JSON.parse(answer.body)).toEqual({ result: 'FAILURE', error: expect.any(String) });
    }
    for (const body of ['no JSON', {}, { ...good, host_port: String(port) }]) {
      expect(await host(body)).toEqual({ status: 400, body: 'Malformed body' });
    }
    expect((await host(good, 'POST')).status).toBe(400);
    expect((await host(good, 'PUT', '/nothing')).status).toBe(404);
    expect((await host(good)).status).toBe(200);
    expect(service.stats().calls['PUT /set_config_encryption_token']).toEqual({ 200: 1, 400: 3, 406: 4 });
  });

  it('has a certificate of the authority that is written to the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loadline-fractal-'));
    await start({ caFile: join(folder, 'ca.pem') });
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(service.caCertificate);
    await rm(folder, { recursive: true });
    const unknown = openRequest({ host: '127.0.0.1', port: service.hostPort });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => unknown.once('error', resolve).end());
    expect(error.code).toMatch(/VERIFY|SELF_SIGNED|ISSUER/);
  });

  it('is what a taken port names; nothing else stays open, nor when the file cannot be written', async () => {
    await start();
    const taken = startFractalService({ ...PORTS, hostPort: service.hostPort });
    await expect(taken).rejects.toThrow(new PortTakenError('127.0.0.1', service.hostPort));
    const { port, hostPort } = service;
    await service.stop();
    const unwritable = startFractalService({ port, hostPort, caFile: '/nowhere/ca.pem' });
    await expect(unwritable).rejects.toThrow('ENOENT');
    await start({ port, hostPort });
  });
});

describe('limits and faults', () => {
  it('lets a client make so many calls a minute of each group', async () => {
    await start({ rateLimit: 2 });
    const { access_token, refresh_token } = await register('u0');
    await register('u1');
    const over = await call('POST /account/lookup', {});
    expect(over).toMatchObject({ status: 429, body: '2 per 1 minute' });
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(over.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await assign('u0', access_token)).status);
    expect(statuses).toEqual([202, 202, 429]);
    expect((await call('POST /token/refresh', undefined, refresh_token)).status).toBe(200);
    for (let n = 0; n < 3; n++) {
      expect((await call('GET /regions', undefined, access_token)).status).toBe(200);
    }
  });

  it('answers 512 while it is being worked on', async () => {
    await start({ maintenance: 'tasks' });
    const { access_token } = await register('u0');
    expect(await assign('u0', access_token)).toMatchObject({
      status: 512,
      body: { error: expect.any(String) },
    });
    expect((await call(`GET /status/${randomUUID()}`)).status).toBe(512);
    expect((await call('GET /regions', undefined, access_token)).status).toBe(200);
    await service.stop();
    await start({ maintenance: 'all' });
    expect(await call('GET /regions')).toMatchObject({ status: 512, body: { msg: expect.any(String) } });
  });

  it('has the faults of every HTTP service, on the host too', async () => {
    await start({ failShare: 1, failStatus: 503 });
    expect((await call('GET /regions')).status).toBe(503);
    expect((await host({})).status).toBe(503);
    expect((await call('GET /nothing')).status).toBe(404);
  });
});
