import { expect, it } from 'vitest';
import { exampleJourney } from '../../../../tests/harness/example-spec';
import { plannedIterations, type Schedule, schedules, virtualUsers } from '../core/spec/schedule';
import { newConnectionsWarning } from './new-connections';

const MAX_MS = 15_000;

/** A journey in which each user does one iteration every 10 s. @param rampMs time until all users have started */
function journey(users: number, rampMs = 0, maxDurationMs = MAX_MS) {
  const curve = [
    ...(rampMs > 0 ? [{ atMs: 0, users: 0 }] : []),
    { atMs: rampMs, users },
    { atMs: 600_000, users },
  ];
  const { crud } = schedules(curve, { crud: { everyMs: 10_000, maxDurationMs } });
  const schedule = crud as Schedule;
  return exampleJourney('crud', plannedIterations(schedule), {
    schedule,
    maxDurationMs,
    virtualUsers: virtualUsers(schedule, maxDurationMs),
  });
}

it.each([
  // 400 iterations per second begin on two cores, so 200 on each.
  [4_000, 2, 1, undefined],
  [4_020, 2, 1, 201],
  [20_000, 2, 1, 1_000],
  [20_000, 2, 5, undefined],
  [20_000, 8, 1, 250],
])('%d users on %d cores of %d machines: %s per second and core', (users, cores, machines, perCore) => {
  const warning = newConnectionsWarning({ instances: 1, journeys: [journey(users)] }, machines, cores);
  if (perCore === undefined) expect(warning).toBeUndefined();
  else
    expect(warning?.replaceAll('\u202f', '')).toMatch(
      new RegExp(`^up to ${perCore} new connections .* first 15 s, `),
    );
});

it('a ramp that is slow enough is no reason to warn, and journeys add up', () => {
  expect(newConnectionsWarning({ instances: 1, journeys: [journey(20_000, 400_000)] }, 1, 8)).toBeUndefined();
  expect(newConnectionsWarning({ instances: 1, journeys: [journey(3_000), journey(3_000)] }, 1, 2)).toContain(
    '300 new',
  );
});

it('the rate is finite when k6 cuts the gap between two iterations to 0 ns, and a few at once are no reason to warn', () => {
  const warning = newConnectionsWarning({ instances: 1, journeys: [journey(20_000_000_000)] }, 1, 2);
  expect(warning).not.toContain('Infinity');
  expect(warning?.replaceAll('\u202f', '')).toMatch(/^up to 49999\d{4} new connections/);
  // Two iterations per millisecond that take 10 ms each: 21 virtual users, and then no connection is new.
  expect(newConnectionsWarning({ instances: 1, journeys: [journey(20_000, 0, 10)] }, 1, 2)).toBeUndefined();
});

it('without a warm-up, it advises one that is long enough', () => {
  const load = { instances: 1, journeys: [journey(20_000)] };
  const advised = newConnectionsWarning(load, 1, 2);
  expect(advised).toContain('write warmUp: 1m27s in the profile');
  expect(newConnectionsWarning({ ...load, warmUpMs: 87_000 }, 1, 2)).toBeUndefined();
  expect(newConnectionsWarning({ ...load, warmUpMs: 85_000 }, 1, 2)).toContain('may be too short');
});

it('it accepts the warm-up that it advises, also when a journey has long gaps between its arrivals', () => {
  let advised = 0;
  for (let gapMs = 100; gapMs <= 3_000; gapMs += 100) {
    const schedule = {
      kind: 'constant',
      rate: 1,
      timeUnitMs: gapMs,
      durationMs: 60_000,
      startMs: 0,
    } as const;
    const slow = exampleJourney('slow', 60_000 / gapMs, { schedule });
    const journeys = [slow, exampleJourney('many', 10_000, { virtualUsers: 10_000 })];
    for (let machines = 1; machines <= 5; machines++) {
      const warn = (warmUpMs: number) =>
        newConnectionsWarning({ instances: 1, journeys, warmUpMs }, machines, 16);
      const [, seconds] = /write warmUp: (\d+)s/.exec(warn(1_000) ?? '') ?? [];
      if (seconds === undefined) continue;
      advised += 1;
      expect(warn(Number(seconds) * 1_000)).toBeUndefined();
    }
  }
  expect(advised).toBeGreaterThan(50);
});

it('with a warm-up, it is long enough for all virtual users, or there is a warning', () => {
  const load = { instances: 1, journeys: [journey(4_000)] };
  // 6,001 virtual users and the one that watches the generator: 15.1 s at 200 per second and core on two cores, 5 s for the last
  // one, and 1.2 s in which k6 activates them for the load.
  expect(newConnectionsWarning({ ...load, warmUpMs: 22_000 }, 1, 2)).toBeUndefined();
  expect(newConnectionsWarning({ ...load, warmUpMs: 21_000 }, 1, 2)).toContain('write warmUp: 22s');
  expect(
    newConnectionsWarning({ instances: 1, journeys: [journey(10)], warmUpMs: 1_000 }, 1, 1),
  ).toBeUndefined();
});

it('it advises no warm-up that is longer than a profile may have', () => {
  const load = { instances: 1, journeys: [journey(1_000_000)] };
  for (const warmUpMs of [undefined, 3_600_000])
    expect(newConnectionsWarning({ ...load, warmUpMs }, 1, 1)).toMatch(/: use more cores or machines$/);
});
