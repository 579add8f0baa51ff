import { afterEach, expect, it, vi } from 'vitest';
import type { RunSpec } from '../core/spec/run-spec';
import { warnOfOwnMachine } from './own-machine';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['http://127.0.0.1:8123', 1],
  ['localhost:50051', 1],
  ['[::1]:443', 1],
  ['https://shop.example.com', 0],
  ['10.0.0.7:443', 0],
])('a run in a cluster against %s gets %d warnings', (target, count) => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  warnOfOwnMachine({ spec: { target } as RunSpec });
  expect(print).toHaveBeenCalledTimes(count);
  if (count > 0)
    expect(print.mock.calls[0]?.[0]).toContain(`warning: ${target} is an address of each Pod itself`);
});
