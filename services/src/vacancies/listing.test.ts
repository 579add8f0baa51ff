import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import type { RunningService } from '../service';
import { startVacancyService } from './start-vacancy-service';
import { TestClient } from './test-client';
import { VacancyStore } from './vacancy-store';

const SEEDS = 25;

let service: RunningService;
let client: TestClient;

beforeAll(async () => {
  service = await startVacancyService({ port: 0, auth: 'off', seedRecords: SEEDS });
  client = new TestClient(service.address);
});

afterAll(async () => {
  client.close();
  await service.stop();
});

/** `seed-<from>` down to `seed-<to>`: the newest has the highest number. */
function seeds(from: number, to: number): string[] {
  return Array.from({ length: from - to + 1 }, (_, index) => `seed-${from - index}`);
}

describe('pages', () => {
  it.each([
    ['no page, no limit', {}, seeds(25, 16)],
    ['page 0 and limit 0 count as unset', { page: 0, limit: 0 }, seeds(25, 16)],
    ['page 1', { page: 1, limit: 4 }, seeds(25, 22)],
    ['page 2', { page: 2, limit: 4 }, seeds(21, 18)],
    ['last, half-full page', { page: 3 }, seeds(5, 1)],
    ['past the end', { page: 4 }, []],
    ['far past the end', { page: 1_000_000_000, limit: 1000 }, []],
    ['limit above what is stored', { limit: 1000 }, seeds(25, 1)],
    ['negative limit', { limit: -3 }, seeds(25, 23)],
  ])('%s', async (_what, request, expected) => {
    expect(await client.list(request)).toEqual(expected);
  });

  it('shows new records first and closes the gaps of deleted ones', async () => {
    const older = await client.create('older');
    const newer = await client.create('newer');
    const newest = await client.create('newest');
    expect(await client.list({ limit: 4 })).toEqual(['newest', 'newer', 'older', 'seed-25']);
    await client.delete(newer.Id);
    expect(await client.list({ limit: 3 })).toEqual(['newest', 'older', 'seed-25']);
    await client.delete(newest.Id);
    await client.delete(older.Id);
    expect(await client.list({ limit: 1 })).toEqual(['seed-25']);
  });

  it('are ordered by created_at', async () => {
    const page = await client.openList({ limit: SEEDS }).toArray();
    const times: number[] = page.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('cost what they list, not what is stored', () => {
    const fastestMs = (store: VacancyStore) =>
      Math.min(
        ...Array.from({ length: 20 }, () => {
          const startMs = performance.now();
          for (let n = 0; n < 50; n++) store.list(10, 100);
          return performance.now() - startMs;
        }),
      );
    // If each call sorted the store, a hundred times the records would take more than a hundred times as long.
    expect(fastestMs(new VacancyStore(100_000)) / fastestMs(new VacancyStore(1_000))).toBeLessThan(30);
  });
});

describe('a client that does not read', () => {
  it('holds the stream up without it being sent or lost', async () => {
    const big = await startVacancyService({ port: 0, auth: 'off', seedRecords: 5_000 });
    const reader = new TestClient(big.address);
    const stream = reader.openList({ limit: 5_000 });
    // The first message has arrived; the part beyond the HTTP/2 window has not.
    await once(stream, 'readable');
    // Enough round trips for the server to send everything it can.
    for (let n = 0; n < 20; n++) await reader.list({ limit: 1 });
    expect(big.stats().calls['pb.VacancyService/GetVacancies']).toEqual({ OK: 20 });
    expect(await stream.toArray()).toHaveLength(5_000);
    expect(big.stats().calls['pb.VacancyService/GetVacancies']).toEqual({ OK: 21 });
    reader.close();
    await big.stop();
  });

  it('and goes away ends the stream as CANCELLED', async () => {
    const big = await startVacancyService({ port: 0, auth: 'off', seedRecords: 5_000 });
    const reader = new TestClient(big.address);
    const stream = reader.openList({ limit: 5_000 });
    await once(stream, 'readable');
    const failed = once(stream, 'error');
    stream.cancel();
    await failed;
    await eventually(() =>
      expect(big.stats().calls['pb.VacancyService/GetVacancies']).toEqual({ CANCELLED: 1 }),
    );
    reader.close();
    await big.stop();
  });
});
