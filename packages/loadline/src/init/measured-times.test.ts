import { expect, it } from 'vitest';
import type { Times } from '../core/figures/aggregate';
import { withMeasuredTimes } from './measured-times';

const times = (p95: number, count = 30): Times => ({
  count,
  min: 1,
  avg: 1,
  med: 1,
  max: 1,
  percentiles: { p95 },
});
const failed = { warn: '1%', fail: '5%' };

it('calls and journeys get a `warn` at twice the measured time, rounded up, on one line each', () => {
  const text = JSON.stringify({
    journeys: { crud: { failed, why: 'written by init: say what a user needs' } },
  });
  const { text: made, added } = withMeasuredTimes(text, {
    calls: [
      { call: 'Put', phase: 'load', duration: times(1.2) },
      { call: 'Authenticate', phase: 'setup', duration: times(100) },
    ],
    journeys: [{ journey: 'crud', response: times(61) }],
  });
  expect(added).toBe(2);
  expect(made).toBe(`{
  "journeys": {
    "crud": { "response": { "p95": { "warn": "150ms" } }, "failed": { "warn": "1%", "fail": "5%" }, "why": "written by init: say what a user needs; measured by init, response p95 61.0 ms of 30" }
  },
  "calls": {
    "Put": { "p95": { "warn": "10ms" }, "why": "measured by init, p95 1.20 ms of 30: say what a user needs" }
  }
}
`);
});

it('bounds and reasons from the user stay, and a time with too few samples for a p95 gets no bound', () => {
  const journeys = {
    crud: { failed, why: 'the promise' },
    bounded: { failed, duration: { p99: '1s' }, why: 'w' },
  };
  const calls = { Put: { p99: '1s', why: 'w' }, Range: { failed: '1%', why: 'w' } };
  const text = JSON.stringify({ journeys, calls });
  const measured = {
    calls: [
      { call: 'Put', phase: 'load' as const, duration: times(1) },
      { call: 'Range', phase: 'load' as const, duration: times(1, 19) },
    ],
    journeys: [{ journey: 'bounded', response: times(1) }],
  };
  expect(withMeasuredTimes(text, measured)).toEqual({ text, added: 0 });
  const { text: made } = withMeasuredTimes(text, {
    calls: [],
    journeys: [{ journey: 'crud', response: times(1_900) }],
  });
  expect(JSON.parse(made).journeys).toEqual({
    ...journeys,
    crud: {
      ...journeys.crud,
      response: { p95: { warn: '5s' } },
      why: 'the promise; measured by init, response p95 1900 ms of 30',
    },
  });
});

it('an entry whose `minSamples` the run does not reach gets no bound, which would never be judged', () => {
  const text = (minSamples: number) =>
    JSON.stringify({ calls: { Put: { failed: '1%', minSamples, why: 'w' } } });
  const put = { calls: [{ call: 'Put', phase: 'load' as const, duration: times(1) }], journeys: [] };
  expect(withMeasuredTimes(text(31), put)).toEqual({ text: text(31), added: 0 });
  expect(withMeasuredTimes(text(30), put).added).toBe(1);
});

it('a byte order mark at the start of the file stays', () => {
  const journeys = [{ journey: 'crud', response: times(61) }];
  const text = JSON.stringify({ journeys: { crud: { failed, why: 'w' } } });
  const plain = withMeasuredTimes(text, { calls: [], journeys }).text;
  expect(withMeasuredTimes(`\uFEFF${text}`, { calls: [], journeys }).text).toBe(`\uFEFF${plain}`);
});
