import { expect, it } from 'vitest';
import { exampleJourney } from '../../../../../tests/harness/example-spec';
import { schedules } from '../../core/spec/schedule';
import { userOf } from './plan-search';

it('a user makes a journey once in its period, and takes turns where journeys share one by weight', () => {
  const plans = {
    crud: { everyMs: 3_000, maxDurationMs: 1_000 },
    often: { everyMs: 9_000, maxDurationMs: 1_000, weight: 3 },
    rare: { everyMs: 9_000, maxDurationMs: 1_000, weight: 1 },
    first: { everyMs: 'once', maxDurationMs: 1_000 },
  } as const;
  const curve = [
    { atMs: 0, users: 7 },
    { atMs: 30_000, users: 7 },
  ];
  const made = schedules(curve, plans);
  const journeys = Object.entries(plans).flatMap(([name, { everyMs }]) => {
    const schedule = made[name];
    return schedule ? [exampleJourney(name, 10, { everyMs, schedule })] : [];
  });
  expect(
    userOf({ journeys, users: 7 }).map(({ everyMs, ...one }) => ({ ...one, everyMs: rough(everyMs) })),
  ).toEqual([
    { journey: 'crud', everyMs: 3_000 },
    { journey: 'often', everyMs: 12_000 },
    { journey: 'rare', everyMs: 36_000 },
    { journey: 'first', everyMs: 'once' },
  ]);
});

function rough(ms: number | 'once') {
  return ms === 'once' ? ms : Math.round(ms);
}
