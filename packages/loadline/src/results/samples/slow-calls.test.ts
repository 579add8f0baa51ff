import { expect, it } from 'vitest';
import { SlowCalls } from './slow-calls';

const AT = 1_764_000_000_000_000;
const parent = (number: number, flags: string) =>
  `traceparent=00-${number.toString(16).padStart(32, '0')}-${'1'.repeat(16)}-${flags}`;

it('keeps the 20 slowest of 100,000 calls whose trace was sampled', () => {
  const slow = new SlowCalls({ perMillion: 1, link: 'https://t.example.com/{traceId}' });
  const handle = slow.watching('Get');
  for (let number = 1; number <= 100_000; number++) {
    const ms = (number * 7_919) % 1_000_003;
    handle(AT, ms, number % 2 === 0 ? () => parent(number, '01') : undefined);
  }
  handle(AT, 2_000_000, () => parent(1, '00'));
  handle(AT, 2_000_000, () => 'traceparent=nonsense');
  const expected = Array.from({ length: 50_000 }, (_, index) => (2 * (index + 1) * 7_919) % 1_000_003);
  expect(slow.all.map(({ durationMs }) => durationMs)).toEqual(
    expected.toSorted((a, b) => b - a).slice(0, 20),
  );
  for (const { traceId, link } of slow.all) expect(link).toBe(`https://t.example.com/${traceId}`);
});
