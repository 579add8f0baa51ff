import { vi } from 'vitest';

/** Much longer than a busy machine needs: only an event that never happens fails a test. */
const PATIENCE_MS = 60_000;

/** Repeats an assertion until it holds. @returns its result */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: PATIENCE_MS, interval: 10 });
}
