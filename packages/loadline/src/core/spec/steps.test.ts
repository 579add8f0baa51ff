import { expect, test } from 'vitest';
import { chooseByTags } from './choice';
import { loadCurve } from './profile';
import { plannedIterations, schedules } from './schedule';
import { loadSteps, offeredIn, stepAt } from './steps';

const file = {
  description: 'x',
  users: 150,
  spawnRate: 50,
  duration: '12s',
  step: { users: 50, every: '4s' },
};
const { curve } = loadCurve(file, {}, 'profile');
const steps = loadSteps(curve);

test('each level of a load is a step, from the start of its ramp', () => {
  expect(steps.map(({ fromMs, toMs, users }) => [fromMs, toMs, users])).toEqual([
    [0, 4_000, 50],
    [4_000, 8_000, 100],
    [8_000, 12_000, 150],
  ]);
  expect([0, 3_999, 4_000, 99_999].map((ms) => stepAt(steps, ms))).toEqual([1, 1, 2, 3]);
  expect(loadSteps(curve.slice(0, 3))).toEqual([]);
});

test('the planned iterations of all steps add up to those of the run', () => {
  const { crud } = schedules(curve, { crud: { everyMs: 3_000, maxDurationMs: 1_000 } });
  if (!crud) throw new Error('no schedule');
  const offered = steps.reduce((sum, step) => sum + offeredIn(step, crud), 0);
  expect(Math.abs(offered - plannedIterations(crud).min)).toBeLessThanOrEqual(1);
});

test.each<[string, string[], string[], string[], RegExp | undefined]>([
  ['all without tags', [], [], ['a', 'b'], undefined],
  ['those with a tag', ['x'], [], ['a'], undefined],
  ['those that are not excluded', [], ['x'], ['b'], undefined],
  ['an unknown tag', ['xx'], [], [], /no tag "xx": did you mean "x"/],
  ['no journey when all are excluded', ['x'], ['x'], [], /leave no journey/],
])('tags choose %s', (_name, tags, excluded, expected, message) => {
  const { chosen, problems } = chooseByTags({ a: { tags: ['x'] }, b: { tags: ['y'] } }, tags, excluded);
  expect(chosen).toEqual(expected);
  expect(problems.map((problem) => problem.message).join()).toMatch(message ?? /^$/);
});
