import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import { PortTakenError } from '../port-taken-error';
import type { RunningService } from '../service';
import { startVacancyService } from './start-vacancy-service';
import { statusOf, TestClient } from './test-client';

let service: RunningService | undefined;
let client: TestClient | undefined;

afterEach(async () => {
  client?.close();
  await service?.stop();
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

describe('stop', () => {
  it('ends open calls at once, closes both ports, and may be called again', async () => {
    service = await startVacancyService({ port: 0, auth: 'off', stall: true });
    client = new TestClient(service.address);
    const unary = statusOf(client.get('1'));
    const stream = statusOf(client.list({}));
    const arrivals = `http://127.0.0.1:${service.controlPort}/arrivals?method=pb.VacancyService`;
    // Wait until both calls are open at the server.
    await eventually(async () => {
      for (const method of ['GetVacancy', 'GetVacancies']) {
        expect(await (await fetch(`${arrivals}/${method}`)).json()).toHaveLength(1);
      }
    });

    // Neither call would ever be answered: stopping does not wait for them.
    await Promise.all([service.stop(), service.stop()]);
    await service.stop();
    expect((await unary).name).not.toBe('OK');
    expect((await stream).name).not.toBe('OK');
    expect(await accepts(service.port)).toBe(false);
    expect(await accepts(service.controlPort)).toBe(false);
  });

  it('frees the port for the next one', async () => {
    const first = await startVacancyService({ port: 0 });
    client = new TestClient(first.address);
    await client.signIn();
    await first.stop();
    service = await startVacancyService({ port: first.port });
    expect(service.address).toBe(first.address);
  });
});

describe('start', () => {
  it('names the port that is taken, and leaves the other one free', async () => {
    const first = await startVacancyService({ port: 0 });
    await first.stop();
    service = await startVacancyService({ port: 0 });
    const { port, controlPort } = service;
    const calls = startVacancyService({ port, controlPort: first.controlPort });
    await expect(calls).rejects.toThrow(new PortTakenError('127.0.0.1', port));
    expect(await accepts(first.controlPort)).toBe(false);
    const control = startVacancyService({ port: first.port, controlPort });
    await expect(control).rejects.toThrow(new PortTakenError('127.0.0.1', controlPort));
    expect(await accepts(first.port)).toBe(false);
  });

  it('takes other accounts in place of the demo ones', async () => {
    const account = { email: 'Own@Example.com', password: 'own', name: 'Own', verified: true };
    service = await startVacancyService({ port: 0, accounts: [account] });
    client = new TestClient(service.address);
    expect((await statusOf(client.signIn('own@example.com', 'own'))).name).toBe('OK');
    expect((await statusOf(client.signIn())).name).toBe('INVALID_ARGUMENT');
  });
});
