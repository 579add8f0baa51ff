import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeFaults } from './faults';
import { VACANCY_SERVICE_DEFAULTS } from './vacancy-service-options';

afterEach(() => {
  vi.useRealTimers();
});

describe('latency', () => {
  it('is cut short by a client that gives up: no timer stays, and the call does not go on', async () => {
    const faults = makeFaults({ ...VACANCY_SERVICE_DEFAULTS, latencyMs: 60_000 });
    const goesOn = vi.fn();
    vi.useFakeTimers();
    const waiting = Object.assign(new EventEmitter(), { cancelled: false });
    faults.before('CreateVacancy', waiting).then(goesOn);
    expect(vi.getTimerCount()).toBe(1);
    waiting.emit('cancelled');
    faults.before('CreateVacancy', Object.assign(new EventEmitter(), { cancelled: true })).then(goesOn);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(goesOn).not.toHaveBeenCalled();

    faults.before('CreateVacancy', Object.assign(new EventEmitter(), { cancelled: false })).then(goesOn);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(goesOn).toHaveBeenCalledOnce();
  });
});
