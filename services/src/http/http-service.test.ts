import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { connect } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import { PortTakenError } from '../port-taken-error';
import { type HttpFaultOptions, NO_HTTP_FAULTS } from './faults';
import { refusal, type ServiceEnv } from './service-app';
import { type HttpServiceParts, type RunningHttpService, startHttpService } from './start-http-service';

let service: RunningHttpService | undefined;

afterEach(() => service?.stop());

const ROUTES = new Hono<ServiceEnv>()
  .get('/things/:id', (c) => c.json({ ...c.req.param(), q: c.req.query('q') ?? null }))
  .get('/things/:id/parts.json', (c) => c.text('parts'))
  .post('/echo', (c) => c.body(Buffer.from(c.get('body')), 201, { 'content-type': 'x/y', 'x-own': '1' }))
  .get('/refused', (c) => {
    throw refusal(c.json({ error: 'teapot' }, 418));
  })
  .get('/broken', () => {
    throw new Error('a mistake in a handler');
  });

function parts(faults: Partial<HttpFaultOptions>, ports = { port: 0, controlPort: 0 }): HttpServiceParts {
  return {
    options: { ...NO_HTTP_FAULTS, host: '127.0.0.1', ...ports, ...faults },
    routes: ROUTES,
    unknownRoute: (c, status) => c.json({}, status),
    records: () => ({ records: 2, seeded: 1 }),
    titles: () => ['left'],
  };
}

async function start(faults: Partial<HttpFaultOptions> = {}): Promise<RunningHttpService> {
  service = await startHttpService(parts(faults));
  return service;
}

function call(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://${service?.address}${path}`, init);
}

async function control(path: string, method = 'GET'): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${service?.controlPort}${path}`, { method })).json();
}

describe('routes', () => {
  it('match by method and path, with parameters and query', async () => {
    await start();
    expect(await (await call('/things/a%20b?q=1')).json()).toEqual({ id: 'a b', q: '1' });
    expect(await (await call('/things/%E0%A4%A')).json()).toEqual({ id: '%E0%A4%A', q: null });
    expect(await (await call('/things/1/parts.json')).text()).toBe('parts');
    expect((await call('/things/1/parts-json')).status).toBe(404);
    expect((await call('/things/')).status).toBe(404);
    expect((await call('/things/1', { method: 'PUT' })).status).toBe(405);
  });

  it('reply with the status, headers and bytes of the handler', async () => {
    await start();
    const body = Uint8Array.from({ length: 200_000 }, (_, index) => index % 256);
    const response = await call('/echo', { method: 'POST', body });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('x/y');
    expect(response.headers.get('x-own')).toBe('1');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
  });

  it('refuse a body that is too long, whether its length is told before or not', async () => {
    await start();
    const tooLong = 32 * 1024 * 1024 + 1;
    const headers = { 'content-length': String(tooLong) };
    const told = openRequest(`http://${service?.address}/echo`, { method: 'POST', headers });
    told.on('error', () => {}).flushHeaders();
    const [response] = await once(told, 'response');
    expect(response.statusCode).toBe(413);
    told.destroy();
    const chunked = { 'transfer-encoding': 'chunked' };
    const untold = openRequest(`http://${service?.address}/echo`, { method: 'POST', headers: chunked });
    untold.on('error', () => {}).end(Buffer.alloc(tooLong));
    const [other] = await once(untold, 'response');
    expect(other.statusCode).toBe(413);
    untold.destroy();
    expect(service?.stats().calls).toEqual({ 'POST /echo': { 413: 2 } });
  });

  it('keep the connection', async () => {
    await start();
    const response = await call('/things/1');
    expect(response.headers.get('connection')).toBe('keep-alive');
    expect(response.headers.get('keep-alive')).toBe('timeout=75');
  });

  it('answer a refusal as it says and a mistake with 500', async () => {
    await start();
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await (await call('/refused')).json()).toEqual({ error: 'teapot' });
    expect((await call('/broken')).status).toBe(500);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});

describe('the control port', () => {
  it('counts by route and status, and not what no route answers', async () => {
    await start();
    for (const path of ['/things/1', '/things/2', '/refused', '/nothing']) await call(path);
    const calls = { 'GET /things/{id}': { 200: 2 }, 'GET /refused': { 418: 1 } };
    expect(await control('/stats')).toEqual({ calls, records: 2, seeded: 1 });
    expect(await control('/arrivals?method=GET%20/things/{id}')).toHaveLength(2);
    expect(await control('/titles')).toEqual(['left']);
    expect(await control('/reset', 'POST')).toEqual({ calls: {}, records: 2, seeded: 1 });
  });

  it('counts a caller that hangs up once, as given up', async () => {
    await start({ stall: true });
    const giveUp = new AbortController();
    const answer = call('/things/1', { signal: giveUp.signal });
    await eventually(async () =>
      expect(await control('/arrivals?method=GET%20/things/{id}')).toHaveLength(1),
    );
    giveUp.abort();
    await expect(answer).rejects.toThrow();
    await eventually(() => expect(service?.stats().calls).toEqual({ 'GET /things/{id}': { 'given up': 1 } }));
  });
});

describe('faults', () => {
  it('fail the exact share of each route with the status', async () => {
    await start({ failShare: 0.5, failStatus: 503 });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await call('/things/1')).status);
    expect(statuses).toEqual([200, 503, 200, 503]);
    expect((await call('/echo', { method: 'POST' })).status).toBe(201);
    expect(service?.stats().calls['GET /things/{id}']).toEqual({ 200: 2, 503: 2 });
  });

  it('touch only the routes they are for', async () => {
    await start({ failShare: 1, faultRoutes: ['POST /echo'] });
    expect((await call('/things/1')).status).toBe(200);
    expect((await call('/echo', { method: 'POST' })).status).toBe(500);
    const unknown = startHttpService(parts({ faultRoutes: ['POST /ecko'] }));
    await expect(unknown).rejects.toThrow('no route "POST /ecko": did you mean "POST /echo"?');
  });

  it('answer 200 with a body that is not JSON', async () => {
    await start({ malformedShare: 1 });
    const response = await call('/refused');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it('cut a body in the middle', async () => {
    await start({ cutShare: 1 });
    const cut = openRequest(`http://${service?.address}/things/1`).end();
    const [response] = await once(cut, 'response');
    expect(response.statusCode).toBe(200);
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    const [error] = await once(response, 'error');
    expect(error.code).toBe('ECONNRESET');
    const whole = JSON.stringify({ id: '1', q: null });
    expect(Buffer.concat(chunks).toString()).toBe(whole.slice(0, Math.floor(whole.length / 2)));
    expect(service?.stats().calls).toEqual({ 'GET /things/{id}': { cut: 1 } });
  });

  it('add the latency', async () => {
    await start({ latencyMs: 60 });
    const startMs = performance.now();
    await call('/things/1');
    expect(performance.now() - startMs).toBeGreaterThan(55);
  });

  it('never answer the share that hangs', async () => {
    await start({ hangShare: 0.5 });
    expect((await call('/things/1')).status).toBe(200);
    await expect(call('/things/1', { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  });
});

describe('start and stop', () => {
  it('ends open calls at once, closes the ports, and may be called again', async () => {
    // An hour of latency: the test ends only if the open call is ended.
    const { port, controlPort, stop } = await start({ latencyMs: 3_600_000 });
    const open = call('/things/1').catch((error: unknown) => error);
    await eventually(async () =>
      expect(await control('/arrivals?method=GET%20/things/{id}')).toHaveLength(1),
    );
    await Promise.all([stop(), stop()]);
    expect(await open).toBeInstanceOf(Error);
    expect(await accepts(port)).toBe(false);
    expect(await accepts(controlPort)).toBe(false);
  });

  it('names the port that is taken, and leaves the other one free', async () => {
    const { port } = await start();
    const other = await startHttpService(parts({}));
    await other.stop();
    const again = startHttpService(parts({}, { port, controlPort: other.controlPort }));
    await expect(again).rejects.toThrow(new PortTakenError('127.0.0.1', port));
    expect(await accepts(other.controlPort)).toBe(false);
  });
});

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}
