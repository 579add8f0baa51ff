import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import { CreateVacancyRequest } from '../../gen/vacancies/rpc_create_vacancy';
import type { RunningService } from '../service';
import { startVacancyService } from './start-vacancy-service';
import { statusOf, TestClient } from './test-client';
import type { VacancyServiceOptions } from './vacancy-service-options';

const REQUEST = CreateVacancyRequest.fromPartial({ Title: 't' });

let service: RunningService;
let client: TestClient;

async function start(options: Partial<VacancyServiceOptions>): Promise<void> {
  service = await startVacancyService({ port: 0, auth: 'off', ...options });
  client = new TestClient(service.address);
}

afterEach(async () => {
  client.close();
  await service.stop();
});

describe('failing calls', () => {
  it('are each fifth call of each method at 20 %', async () => {
    await start({ failShare: 0.2, failStatus: 'UNAVAILABLE' });
    const names: string[] = [];
    for (let n = 0; n < 15; n++) {
      names.push((await statusOf(client.get('1'))).name);
      // A call of another method in between must not change the count.
      if (n % 2 === 0) await statusOf(client.list({}));
    }
    const five = ['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'UNAVAILABLE'];
    expect(names).toEqual([...five, ...five, ...five]);
    expect(service.stats().calls['pb.VacancyService/GetVacancies']).toEqual({ OK: 7, UNAVAILABLE: 1 });
  });

  it('are all calls at 100 %, streams too, but not the sign-in', async () => {
    await start({ failShare: 1 });
    expect(await statusOf(client.list({}))).toEqual({ name: 'INTERNAL', details: 'injected failure' });
    expect((await statusOf(client.create('t'))).name).toBe('INTERNAL');
    expect(service.stats().records).toBe(0);
    expect((await statusOf(client.signIn())).name).toBe('OK');
  });
});

describe('calls that are not answered', () => {
  it('are all VacancyService calls under stall', async () => {
    await start({ stall: true });
    let ended: (code: unknown) => void = () => {};
    const end = new Promise((resolve) => {
      ended = resolve;
    });
    const call = client.vacancies.createVacancy(REQUEST, client.metadata, (error) => ended(error?.code));
    const arrivals = `http://127.0.0.1:${service.controlPort}/arrivals?method=pb.VacancyService/CreateVacancy`;
    await eventually(async () => expect(await (await fetch(arrivals)).json()).toHaveLength(1));
    // A later call is answered, and this one still is not.
    expect((await statusOf(client.signIn())).name).toBe('OK');
    call.cancel();
    expect(await end).toBe(status.CANCELLED);
    await eventually(() =>
      expect(service.stats().calls['pb.VacancyService/CreateVacancy']).toEqual({ CANCELLED: 1 }),
    );
    expect(service.stats().records).toBe(0);
  });

  it('are an exact share of one method under hangShare', async () => {
    await start({ hangShare: 0.5, hangMethod: 'GetVacancy' });
    expect((await statusOf(client.get('1'))).name).toBe('NOT_FOUND');
    const hanging = client.vacancies.getVacancy({ Id: '1' }, client.metadata, () => {});
    expect((await statusOf(client.get('1'))).name).toBe('NOT_FOUND');
    expect((await statusOf(client.create('t'))).name).toBe('OK');
    expect((await statusOf(client.create('u'))).name).toBe('OK');
    hanging.cancel();
    await eventually(() =>
      expect(service.stats().calls['pb.VacancyService/GetVacancy']).toEqual({ NOT_FOUND: 2, CANCELLED: 1 }),
    );
  });
});

describe('latency', () => {
  it('is added to VacancyService calls', async () => {
    await start({ latencyMs: 80 });
    const startMs = performance.now();
    await client.create('t');
    await client.list({});
    // A timer may fire up to 1 ms early.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(158);
  });
});
