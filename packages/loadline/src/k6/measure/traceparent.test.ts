import { afterEach, expect, it } from 'vitest';
import { enableTracing, isSampled, newTrace, withTraceparent } from './traceparent';

afterEach(() => enableTracing(undefined));

it('is off unless it is enabled', () => {
  expect(newTrace(0)).toBeUndefined();
});

it('gives each call of an iteration a span of the same trace, and each iteration a trace of its own', () => {
  enableTracing(1_000_000);
  const [first, second] = [newTrace(0), newTrace(1)];
  const parents = [first?.next(), first?.next(), second?.next()].map((text = '') => text.split('-'));
  const [a = [], b = [], c = []] = parents;
  expect(a[1]).toBe(b[1]);
  expect(a[2]).not.toBe(b[2]);
  expect(c[1]).not.toBe(a[1]);
  for (const parent of parents)
    expect(parent.join('-')).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
});

it('never samples set-up and clean-up', () => {
  enableTracing(1_000_000);
  expect(newTrace()?.next()).toMatch(/-00$/);
});

it("leaves a traceparent of the script's own as it is, whatever the case of its name", () => {
  enableTracing(10_000);
  const trace = newTrace(0);
  if (!trace) throw new Error('tracing is off');
  const own = { TraceParent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`, other: '1' };
  const kept = withTraceparent(trace, own);
  expect(kept.sent).toBe(own);
  expect(kept.traceparent).toBe(own.TraceParent);
  const added = withTraceparent<Record<string, string>>(trace, { other: '1' });
  expect(added.sent).toEqual({ other: '1', traceparent: added.traceparent });
  expect([isSampled(added.traceparent), isSampled(own.TraceParent), isSampled('mine-1')]).toEqual([
    true,
    false,
    false,
  ]);
});
