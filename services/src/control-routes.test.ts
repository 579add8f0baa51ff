import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningService, Stats } from './service';
import { startVacancyService } from './vacancies/start-vacancy-service';
import { statusOf, TestClient } from './vacancies/test-client';

let service: RunningService;
let client: TestClient;

beforeEach(async () => {
  service = await startVacancyService({ port: 0, seedRecords: 3 });
  client = new TestClient(service.address);
});

afterEach(async () => {
  client.close();
  await service.stop();
});

async function ask(path: string, method = 'GET'): Promise<{ httpStatus: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${service.controlPort}${path}`, { method });
  return { httpStatus: response.status, body: await response.json() };
}

describe('GET /stats', () => {
  it('counts each call once, by full method and status', async () => {
    await statusOf(client.list({}));
    await client.signIn();
    const { Id } = await client.create('t');
    await statusOf(client.create('t'));
    await client.get(Id);
    await client.get(Id);
    await client.list({});
    const expected: Stats = {
      calls: {
        'pb.AuthService/SignInUser': { OK: 1 },
        'pb.VacancyService/CreateVacancy': { OK: 1, ALREADY_EXISTS: 1 },
        'pb.VacancyService/GetVacancies': { OK: 1, UNAUTHENTICATED: 1 },
        'pb.VacancyService/GetVacancy': { OK: 2 },
      },
      records: 4,
      seeded: 3,
    };
    expect(service.stats()).toEqual(expected);
    expect((await ask('/stats')).body).toEqual(expected);
  });
});

describe('GET /arrivals', () => {
  it('gives the instants of a method’s calls, in order', async () => {
    const fromMs = performance.timeOrigin + performance.now();
    await client.signIn();
    for (let n = 0; n < 3; n++) await client.list({});
    const toMs = performance.timeOrigin + performance.now();
    const { body } = await ask('/arrivals?method=pb.VacancyService/GetVacancies');
    const instants = body as number[];
    expect(instants).toHaveLength(3);
    expect([fromMs, ...instants, toMs]).toEqual([fromMs, ...instants, toMs].sort((a, b) => a - b));
  });

  it('is empty before the first call, and names the methods for an unknown one', async () => {
    expect((await ask('/arrivals?method=pb.UserService/GetMe')).body).toEqual([]);
    const { httpStatus, body } = await ask('/arrivals?method=pb.UserService/GetMee');
    expect(httpStatus).toBe(400);
    expect(JSON.stringify(body)).toContain('did you mean \\"pb.UserService/GetMe\\"?');
  });
});

describe('GET /titles', () => {
  it('lists what was created and not deleted, without the seeds', async () => {
    await client.signIn();
    const gone = await client.create('gone');
    const kept = await client.create('kept');
    await client.delete(gone.Id);
    await client.update(kept.Id, { Title: 'renamed' });
    expect((await ask('/titles')).body).toEqual(['renamed']);
  });
});

describe('POST /reset', () => {
  it('zeroes counts and arrivals and keeps the records', async () => {
    await client.signIn();
    await client.create('t');
    expect((await ask('/reset', 'POST')).body).toEqual({ calls: {}, records: 4, seeded: 3 });
    expect((await ask('/arrivals?method=pb.VacancyService/CreateVacancy')).body).toEqual([]);
    expect(service.stats().calls).toEqual({});
  });
});

describe('any other route', () => {
  it.each([
    ['/nothing', 'GET'],
    ['/reset', 'GET'],
    ['/stats', 'POST'],
  ])('%s %s is a 404 that lists the routes', async (path, method) => {
    const { httpStatus, body } = await ask(path, method);
    expect(httpStatus).toBe(404);
    expect(JSON.stringify(body)).toContain('GET /stats');
  });
});
