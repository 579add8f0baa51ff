import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Vacancy_DIVISION } from '../../gen/vacancies/vacancy';
import type { RunningService } from '../service';
import { startVacancyService } from './start-vacancy-service';
import { statusOf, TestClient } from './test-client';

const UNKNOWN_ID = '0123456789abcdef01234567';

let service: RunningService;
let client: TestClient;

beforeAll(async () => {
  service = await startVacancyService({ port: 0 });
  client = new TestClient(service.address);
  await client.signIn();
});

afterAll(async () => {
  client.close();
  await service.stop();
});

describe('one record', () => {
  it('is created, read, updated and deleted', async () => {
    const created = await client.create('whole', { Division: Vacancy_DIVISION.OTHER, Country: 'NL' });
    expect(created).toMatchObject({ Title: 'whole', Division: 'OTHER', Country: 'NL', Views: 0 });
    expect(created.Id).toMatch(/^[0-9a-f]{24}$/);
    expect(created.createdAt).toEqual(created.updatedAt);
    expect(await client.get(created.Id)).toEqual(created);

    const updated = await client.update(created.Id, { Views: 7 });
    expect(updated).toEqual({ ...created, Views: 7, updatedAt: updated.updatedAt });
    expect(await client.get(created.Id)).toEqual(updated);

    expect(await client.delete(created.Id)).toBe(true);
    expect((await statusOf(client.get(created.Id))).name).toBe('NOT_FOUND');
  });

  it('keeps the fields that an update does not send, and takes 0 and empty ones it does send', async () => {
    const { Id } = await client.create('partial', { Description: 'd', Country: 'c' });
    await client.update(Id, { Views: 5, Division: Vacancy_DIVISION.SECURITY });
    const updated = await client.update(Id, {
      Views: 0,
      Country: '',
      Division: Vacancy_DIVISION.DEVELOPMENT,
    });
    expect(updated).toMatchObject({
      Title: 'partial',
      Description: 'd',
      Views: 0,
      Country: '',
      Division: 'DEVELOPMENT',
    });
  });

  it('frees its title when it is renamed or deleted', async () => {
    const { Id } = await client.create('first name');
    await client.update(Id, { Title: 'second name' });
    const other = await client.create('first name');
    await client.delete(Id);
    const again = await client.create('second name');
    expect(new Set([Id, other.Id, again.Id]).size).toBe(3);
  });

  it('may be updated to the title it has', async () => {
    const { Id } = await client.create('same');
    expect((await client.update(Id, { Title: 'same', Views: 1 })).Views).toBe(1);
    expect((await statusOf(client.create('same'))).name).toBe('ALREADY_EXISTS');
  });
});

describe('status codes', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['create without a title', () => client.create(''), 'INVALID_ARGUMENT'],
    ['get, unknown id', () => client.get(UNKNOWN_ID), 'NOT_FOUND'],
    ['get, malformed id', () => client.get('no id'), 'NOT_FOUND'],
    ['update, unknown id', () => client.update(UNKNOWN_ID, { Views: 1 }), 'NOT_FOUND'],
    ['update, malformed id', () => client.update('', { Views: 1 }), 'NOT_FOUND'],
    ['delete, unknown id', () => client.delete(UNKNOWN_ID), 'NOT_FOUND'],
    ['delete, malformed id', () => client.delete('__proto__'), 'NOT_FOUND'],
    ['list, negative page', () => client.list({ page: -1 }), 'INTERNAL'],
    ['list, past the end', () => client.list({ page: 1_000_000 }), 'OK'],
    ['get me, unknown id', () => client.getMe(UNKNOWN_ID), 'UNIMPLEMENTED'],
    ['get me, malformed id', () => client.getMe('no id'), 'UNIMPLEMENTED'],
  ])('%s', async (_what, call, expected) => {
    expect((await statusOf(call())).name).toBe(expected);
  });

  it('create with a title that exists: ALREADY_EXISTS, and nothing is stored', async () => {
    await client.create('twice');
    const before = service.stats().records;
    expect(await statusOf(client.create('twice'))).toEqual({
      name: 'ALREADY_EXISTS',
      details: 'post with that title already exists',
    });
    expect(service.stats().records).toBe(before);
  });

  it('update to a title that another record has: NOT_FOUND, and nothing is changed', async () => {
    await client.create('taken');
    const mine = await client.create('mine');
    expect((await statusOf(client.update(mine.Id, { Title: 'taken', Views: 9 }))).name).toBe('NOT_FOUND');
    expect(await client.get(mine.Id)).toEqual(mine);
  });
});

describe('ownership', () => {
  it('can be nobody’s business', async () => {
    const lax = await startVacancyService({ port: 0, ownership: false });
    const [mine, other] = [new TestClient(lax.address), new TestClient(lax.address)];
    await mine.signIn();
    await other.signIn('user2@example.com', 'password-2');
    const { Id } = await mine.create('shared');
    expect(await other.delete(Id)).toBe(true);
    mine.close();
    other.close();
    await lax.stop();
  });

  it('is enforced; seeded records are anyone’s', async () => {
    const strict = await startVacancyService({ port: 0, seedRecords: 1 });
    const [mine, other] = [new TestClient(strict.address), new TestClient(strict.address)];
    await mine.signIn();
    await other.signIn('user2@example.com', 'password-2');
    const [seeded] = await mine.openList({ limit: 1 }).toArray();
    const { Id } = await mine.create('own');

    expect((await statusOf(other.update(Id, { Views: 1 }))).name).toBe('PERMISSION_DENIED');
    expect((await statusOf(other.delete(Id))).name).toBe('PERMISSION_DENIED');
    expect((await statusOf(other.get(Id))).name).toBe('OK');
    expect((await statusOf(mine.delete(Id))).name).toBe('OK');
    expect((await statusOf(other.delete(seeded.Id))).name).toBe('OK');

    mine.close();
    other.close();
    await strict.stop();
  });
});
