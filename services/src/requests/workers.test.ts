import { describe, expect, it } from 'vitest';
import { REQUESTS_SERVICE_DEFAULTS } from './requests-service-options';
import { CHECK_FILE, created, done, read, start } from './test-harness';
import { WorkQueue } from './work-queue';

describe('the workers', () => {
  it('take requests in order, one at a time each', async () => {
    await start({ workTimeMs: 60_000, workers: 2 });
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await created(CHECK_FILE)).id);
    const statuses = await Promise.all(ids.map(async (id) => (await read(id)).status));
    expect(statuses).toEqual(['PROCESSING', 'PROCESSING', 'NEW']);
  });

  it('do one request after the other', async () => {
    await start({ workTimeMs: 40 });
    const [first, second] = await Promise.all([done(CHECK_FILE), done(CHECK_FILE)]);
    const apartMs = Math.abs(Date.parse(second.modified) - Date.parse(first.modified));
    expect(apartMs).toBeGreaterThanOrEqual(38);
  });

  it('take no request before their slot of the last one is over', async () => {
    await start({ jobEveryMs: 3_600_000, workers: 2 });
    const first = await Promise.all([done(CHECK_FILE), done(CHECK_FILE)]);
    expect(first.map(({ status }) => status)).toEqual(['COMPLETE', 'COMPLETE']);
    const next = await created(CHECK_FILE);
    expect((await read(next.id)).status).toBe('NEW');
    const slot = new WorkQueue({ workers: 1, workTimeMs: 1, jobEveryMs: 20, coldMs: 0 });
    const started: number[] = [];
    await new Promise<void>((second) => {
      for (const number of [1, 2])
        slot.add({
          started: () => started.push(performance.now()),
          ended: () => number === 2 && second(),
        });
    });
    slot.stop();
    expect((started[1] ?? 0) - (started[0] ?? 0)).toBeGreaterThanOrEqual(19);
  });

  it('are one, and as slow as the real one, by default', () => {
    const { workers, workTimeMs, jobEveryMs } = REQUESTS_SERVICE_DEFAULTS;
    expect([workers, workTimeMs, jobEveryMs]).toEqual([1, 100, 2_000]);
  });

  it('fail and lose the shares they are told to', async () => {
    await start({ failJobShare: 0.5, stuckJobShare: 1 / 3 });
    const requests = [await done(CHECK_FILE), await done(CHECK_FILE)];
    const stuck = await created(CHECK_FILE);
    requests.push(await done(CHECK_FILE));
    expect(requests.map(({ status }) => status)).toEqual(['COMPLETE', 'FAILED', 'FAILED']);
    expect(requests[1]?.response?.error?.errMsg).toBe('injected failure');
    expect((await read(stuck.id)).status).toBe('PROCESSING');
  });
});
