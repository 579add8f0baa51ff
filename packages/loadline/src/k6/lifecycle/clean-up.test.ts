import { expect, it, vi } from 'vitest';
import type { RunData } from '../auth/session';
import { removeAll } from './clean-up';

vi.mock('k6', () => ({ sleep: () => {} }));

/** A run whose load has ended as planned. */
const DATA = { startedAtMs: 0, loadMs: 1_000 } as RunData;

/** Removes the records of a run. The system makes one after the first search. @returns the records that were removed */
async function removed(data: RunData): Promise<string[]> {
  const found = [[], ['late'], []];
  const gone: string[] = [];
  await removeAll(
    data,
    async () => found.shift() ?? [],
    (record) => gone.push(record),
  );
  return gone;
}

it('after a load with a fault, the clean-up searches again: the system may still execute calls', async () => {
  expect(await removed({ ...DATA, hasFault: true })).toEqual(['late']);
});

it('after a load without a fault that was not cut short, nothing found once is nothing left', async () => {
  expect(await removed(DATA)).toEqual([]);
});
