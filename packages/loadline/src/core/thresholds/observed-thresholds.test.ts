import { expect, it } from 'vitest';
import { measuredText } from './bound-text';
import { BoundsReader } from './bounds';
import { evaluate } from './evaluate';
import { observedThresholds } from './observed-thresholds';
import { boundText } from './threshold';

function read(value: unknown, unit: string) {
  const reader = new BoundsReader('environment.yml');
  const thresholds = observedThresholds(value, 'series.queue.threshold', { series: 'queue', unit }, reader);
  return { thresholds, problems: reader.problems.map(({ where, message }) => `${where} ${message}`) };
}

it.each([
  [{ p95: '100' }, 'jobs', 'p95', '<=', 100, '≤ 100 jobs'],
  [{ max: 3 }, 'jobs', 'max', '<=', 3, '≤ 3 jobs'],
  [{ min: '>= 3' }, 'pods', 'min', '>=', 3, '>= 3 pods'],
  [{ max: '80%' }, '%', 'max', '<=', 0.8, '≤ 80%'],
  [{ max: '<= 500MB' }, 'bytes', 'max', '<=', 500e6, '≤ 500MB'],
  [{ avg: '2s' }, 'ms', 'avg', '<=', 2_000, '≤ 2s'],
])('%j of a series in %s', (bounds, unit, stat, op, bound, shown) => {
  const { thresholds, problems } = read({ ...bounds, why: 'w' }, unit);
  expect(problems).toEqual([]);
  expect(thresholds[0]).toMatchObject({ id: `observed.queue.${stat}`, level: 'fail', stat, op, bound });
  expect(thresholds.map(boundText)).toEqual([shown]);
});

it('mistakes are named with their place', () => {
  const { problems } = read({ p95: '100MB', q95: '1', minSamples: 0, abort: { after: '1s' } }, 'jobs');
  expect(problems).toEqual([
    'environment.yml: series.queue.threshold.why is missing: say in a sentence why this threshold is there',
    'environment.yml: series.queue.threshold.minSamples is 0: write a whole number from 1 upwards',
    expect.stringContaining('threshold.p95 "100MB" is no bound in jobs: write "100"'),
    expect.stringContaining('threshold.q95 there is no key "q95": did you mean "p95"?'),
    expect.stringContaining('threshold.abort there is no key "abort"'),
  ]);
  expect(read({ why: 'w' }, '%').problems.join()).toContain(
    'holds no bound: write one, such as "max": "80%"',
  );
});

it('a silent source leaves a threshold not judged, a value past the bound breaks it', () => {
  const [threshold] = read({ max: '100', why: 'w' }, 'jobs').thresholds;
  if (!threshold) throw new Error('no threshold');
  const times = { count: 40, min: 1, avg: 50, med: 50, max: 101, percentiles: {} };
  expect(evaluate(threshold, { count: 0, isObserved: true }).outcome).toBe('not judged');
  expect(evaluate(threshold, { count: 40, times, expected: 50, isObserved: true }).outcome).toBe(
    'not judged',
  );
  expect(evaluate(threshold, { count: 40, times, isObserved: true })).toMatchObject({
    outcome: 'broken',
    measured: 101,
  });
  expect(measuredText(threshold.id, 101, boundText(threshold))).toBe('101 jobs');
});
