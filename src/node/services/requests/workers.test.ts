import { describe, expect, it } from 'vitest';
import { CHECK_FILE, created, done, read, start } from './test-harness';

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
