import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { plannedIterations, schedules } from '../../core/spec/schedule';
import { loadSteps, offeredIn } from '../../core/spec/steps';
import { statsHistoryCsv } from '../../ui/report/csv';
import { reportHtml } from '../../ui/report/html';
import { Seconds } from './seconds';

const HOUR_MS = 3_600_000;
/** 144,000 seconds: more than the number of arguments that a call can have. */
const LENGTH_MS = 40 * HOUR_MS;
const LENGTH_S = LENGTH_MS / 1000;

const LEVEL = [
  { atMs: 0, users: 30 },
  { atMs: LENGTH_MS, users: 30 },
];
/** 40 steps of an hour each. */
const STEPS = [
  { atMs: 0, users: 0 },
  ...Array.from({ length: 40 }, (_, hour) => [
    { atMs: hour * HOUR_MS + 60_000, users: hour + 1 },
    { atMs: (hour + 1) * HOUR_MS, users: hour + 1 },
  ]).flat(),
];

it.each([
  ['level', LEVEL],
  ['in 40 steps', STEPS],
])('a load of 40 h, %s, can be planned, and has figures for each of its seconds', (_, curve) => {
  const planned = schedules(curve, { crud: { everyMs: 30_000, maxDurationMs: 10_000 } });
  const [schedule] = Object.values(planned);
  if (!schedule) throw new Error('there is a schedule');
  const { min } = plannedIterations(schedule);
  expect(min).toBeGreaterThan(90_000);
  const seconds = new Seconds();
  for (let second = 0; second < LENGTH_S; second++) {
    seconds.call(second, 'GetThing', 5);
    seconds.progress(second);
  }
  const stats = seconds.stats([{ schedule }]);
  expect(stats).toHaveLength(LENGTH_S);
  expect(stats.reduce((sum, { due }) => sum + due, 0)).toBe(min);
  expect(stats.every(({ calls }) => calls.GetThing?.count === 1)).toBe(true);
  const steps = loadSteps(curve);
  expect(steps).toHaveLength(curve === STEPS ? 40 : 0);
  const offered = steps.reduce((sum, step) => sum + offeredIn(step, schedule), 0);
  expect(offered).toBe(curve === STEPS ? min : 0);
});

it('the reports of 40 h can be written, with each second in the CSV file', () => {
  const second = { started: 1, due: 1, dropped: 0, active: 1, bytes: 10 };
  const calls = { GetThing: { count: 1, failed: 0, p50: 5, p95: 5, p99: 5, max: 5 } };
  const short = exampleResult({ seconds: 10, calls: ['GetThing'] });
  const seconds = Array.from({ length: LENGTH_S }, (_, at) => ({ second: at, ...second, calls }));
  const result = { ...short, aggregate: { ...short.aggregate, seconds } };
  // A header, two rows per second, and the end of the last line.
  expect(statsHistoryCsv(result).split('\r\n')).toHaveLength(2 * LENGTH_S + 2);
  // Charts are thinned: the size of the page does not grow with the number of seconds.
  expect(reportHtml(result).length).toBeLessThan(1_500_000);
});
