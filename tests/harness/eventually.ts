import { vi } from 'vitest';

/** Far beyond what a busy machine needs: only what never comes is to end a test. */
const PATIENCE_MS = 60_000;

/** Asks again and again until an assertion holds. @returns what it returns then */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: PATIENCE_MS, interval: 10 });
}
