import { describe, expect, it } from 'vitest';
import {
  calls,
  customDate,
  GRPC,
  HTML,
  healthLevel,
  range,
  service,
  start,
  USER,
  weight,
} from './test-harness';

describe('faults', () => {
  it('waiting calls take a whole number of polls', async () => {
    await start({ pollQuantumMs: 200, backendMs: 210 });
    const startMs = performance.now();
    await calls.today();
    expect(performance.now() - startMs).toBeGreaterThan(395);
  });

  it('calls that are only queued wait for no poll', async () => {
    await start({ pollQuantumMs: 3_600_000 });
    expect((await weight(70, USER)).status).toBe(200);
  });

  it('calls without an answer end each in its own way, their work not done', async () => {
    await start({ noAnswerShare: 1, answerTimeoutMs: 10 });
    expect(await calls.photo()).toMatchObject({ status: 408, type: HTML });
    expect(await calls.call('/eater_get_today')).toMatchObject({ status: 503, type: HTML });
    expect(await customDate('01-01-2024')).toMatchObject({ status: 500, type: HTML });
    expect(await calls.modify({ time: 1 })).toMatchObject({ status: 500, type: GRPC, text: '' });
    expect(await calls.delete(1)).toMatchObject({ status: 500, type: GRPC, text: '' });
    expect(await calls.recommendation(1)).toMatchObject({ status: 500, type: HTML });
    expect(await calls.call('/alcohol_latest')).toMatchObject({ status: 500, type: GRPC, text: '' });
    expect(await range('01-01-2024', '02-01-2024')).toMatchObject({ status: 500, type: GRPC, text: '' });
    expect(await healthLevel(1)).toMatchObject({ status: 200, title: '' });
    const auth = JSON.stringify({ provider: 'google', idToken: 'i', email: 'e' });
    expect(JSON.parse((await calls.call('/eater_auth', auth)).text)).toMatchObject({ error: 'timeout' });
    expect(service.stats().records).toBe(0);
  });

  it('answer the share of failed texts with 200 and without their work', async () => {
    await start({ failedTextShare: 0.5 });
    expect((await calls.photo()).status).toBe(200);
    expect(await calls.photo()).toMatchObject({ status: 200, type: HTML, text: 'Failed' });
    expect(service.stats().records).toBe(1);
  });

  it('empty the share of success replies, and no others', async () => {
    await start({ emptySuccessShare: 0.5 });
    await calls.photo({ time: '1714953600' });
    const bodies = [await calls.delete(1), await calls.delete(1_714_953_600_000)].map(({ status, bytes }) => [
      status,
      bytes.length,
    ]);
    expect(bodies).toEqual([
      [200, 2],
      [200, 0],
    ]);
    expect(service.stats().records).toBe(0);
  });

  it('are those of every HTTP service', async () => {
    await start({ failShare: 1, failStatus: 502 });
    expect((await calls.photo()).status).toBe(502);
  });
});
