import { once } from 'node:events';
import { Server } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import { Vacancy } from '../../gen/vacancies/vacancy';
import { VacancyServiceService } from '../../gen/vacancies/vacancy_service';
import { statusOf, TestClient } from '../vacancies/test-client';
import { answerStream, answerUnary } from './answer';
import { type GrpcPort, listen } from './listen';
import { RpcError } from './rpc-error';

/** The messages together are far larger than the HTTP/2 window of 64 KB. */
const MESSAGES = 20_000;

let port: GrpcPort;
let client: TestClient;
let pulled: number;
let finished: boolean;

function* messages(): Generator<Vacancy> {
  try {
    for (; pulled < MESSAGES; pulled++) yield Vacancy.fromPartial({ Title: `message ${pulled}` });
  } finally {
    finished = true;
  }
}

beforeEach(async () => {
  pulled = 0;
  finished = false;
  const server = new Server();
  const unexpected = answerUnary<unknown, never>(async () => {
    throw new TypeError('no one foresaw this');
  });
  server.addService(VacancyServiceService, {
    createVacancy: unexpected,
    getVacancy: unexpected,
    updateVacancy: unexpected,
    deleteVacancy: answerUnary(async () => {
      throw new RpcError('DATA_LOSS', 'foreseen');
    }),
    getVacancies: answerStream(async () => messages()),
  });
  port = await listen(server, '127.0.0.1', 0);
  client = new TestClient(`127.0.0.1:${port.port}`);
});

afterEach(async () => {
  client.close();
  await port.stop();
});

describe('answerStream', () => {
  it('makes no more messages than the client takes, and all of them once it does', async () => {
    const stream = client.openList({});
    await once(stream, 'readable');
    // Round trips on the same connection give the server the time to send more.
    for (let n = 0; n < 20; n++) await statusOf(client.get('1'));
    expect(pulled).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(MESSAGES / 2);
    expect(await stream.toArray()).toHaveLength(MESSAGES);
  });

  it('stops making messages when the client cancels', async () => {
    const stream = client.openList({});
    await once(stream, 'readable');
    const failed = once(stream, 'error');
    stream.cancel();
    await failed;
    await eventually(() => expect(finished).toBe(true));
    expect(pulled).toBeLessThan(MESSAGES / 2);
  });
});

describe('answerUnary', () => {
  it('answers with the status that was thrown, INTERNAL for any other error', async () => {
    expect(await statusOf(client.delete('1'))).toEqual({ name: 'DATA_LOSS', details: 'foreseen' });
    expect(await statusOf(client.get('1'))).toEqual({ name: 'INTERNAL', details: 'no one foresaw this' });
  });
});
