import { expect, test } from 'vitest';
import { serverTimeMs } from './server-time';

test.each([
  ['2026-01-02T03:04:05.100000Z', '2026-01-02T03:04:05.270250Z', 170.25],
  ['2026-01-02T03:04:05.999+00:00', '2026-01-02T03:04:06.001+00:00', 2],
  ['2026-01-02T03:04:05+00:00', '2026-01-02T03:04:07+00:00', 2_000],
  ['2026-01-02T03:04:05.1234Z', '2026-01-02T03:04:05.1234Z', 0],
  ['2026-01-02T04:04:05+01:00', '2026-01-02T03:04:06Z', 1_000],
  // No figure is better than a wrong figure.
  ['2026-01-02T03:04:06Z', '2026-01-02T03:04:05Z', undefined],
  ['yesterday', 'today', undefined],
])('from %s to %s', (created, modified, ms) => {
  const time = serverTimeMs({ created, modified });
  expect(time === undefined ? time : Math.round(time * 1_000) / 1_000).toBe(ms);
});
