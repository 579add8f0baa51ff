import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../results/compare/bootstrap';
import { agreement, type NotRun, type Outcome, searchCapacity, sureness } from './search';

/** Runs a search in which `end` decides the outcome of each level. @returns the result, and the levels in order */
async function search(
  end: (users: number, run: number) => Outcome | NotRun,
  { from = 10, to = 2_000, repeats = 3 } = {},
) {
  const order: number[] = [];
  const found = await searchCapacity({
    from,
    to,
    repeats,
    trial: async (users) => {
      order.push(users);
      return end(users, order.filter((one) => one === users).length);
    },
  });
  return { found, order };
}

const limit = (most: number) => (users: number) => (users <= most ? 'held' : 'broke');

it('doubles until a level breaks, halves the distance, and repeats the two levels that decide', async () => {
  const { found, order } = await search(limit(100));
  expect(order).toEqual([10, 20, 40, 80, 160, 120, 100, 110, 105, 100, 100, 105, 105]);
  expect(found).toEqual({
    highestHeld: { users: 100, outcomes: ['held', 'held', 'held'] },
    lowestBroke: { users: 105, outcomes: ['broke', 'broke', 'broke'] },
    confidence: (15 / 16) ** 2,
  });
});

it.each([1, 2, 3, 9, 10, 11, 19, 20, 21, 33, 100, 333, 1_000, 1_999])('finds the limit %d', async (most) => {
  const { found } = await search(limit(most), { repeats: 1 });
  const { highestHeld, lowestBroke, stop } = found;
  expect(stop).toBeUndefined();
  expect(highestHeld?.users).toBeLessThanOrEqual(most);
  expect(lowestBroke?.users).toBeGreaterThan(most);
  const gap = (lowestBroke?.users ?? 0) - (highestHeld?.users ?? 0);
  expect(gap === 1 || (lowestBroke?.users ?? 0) / (highestHeld?.users ?? 1) <= 1.05).toBe(true);
});

describe('ends without both ends', () => {
  it('when the highest level holds', async () => {
    const { found, order } = await search(() => 'held', { to: 50 });
    expect(order).toEqual([10, 20, 40, 50]);
    expect(found).toMatchObject({ stop: 'highest level', highestHeld: { users: 50 } });
    expect(found.lowestBroke).toBeUndefined();
  });

  it('when one user is too many', async () => {
    const { found, order } = await search(() => 'broke');
    expect(order).toEqual([10, 5, 2, 1]);
    expect(found).toMatchObject({ stop: 'lowest level', lowestBroke: { users: 1 } });
  });

  it('when the generator starves below the limit of the system', async () => {
    const { found } = await search((users) => (users <= 60 ? 'held' : 'starved'));
    expect(found).toMatchObject({ stop: 'generator', highestHeld: { users: 60 } });
    expect(found.lowestBroke).toBeUndefined();
  });

  it('when the budget is spent, or someone stops it', async () => {
    const spent = await search((users) => (users >= 80 ? 'budget' : 'held'));
    expect(spent.found).toMatchObject({ stop: 'budget', highestHeld: { users: 40 } });
    const stopped = await search((users) => (users >= 20 ? 'interrupted' : 'held'));
    expect(stopped.found).toMatchObject({ stop: 'interrupted', highestHeld: { users: 10 } });
    expect(stopped.order).toEqual([10, 20]);
  });

  it('when a level cannot be judged twice', async () => {
    const { found, order } = await search((users) => (users >= 40 ? 'invalid' : 'held'));
    expect(order).toEqual([10, 20, 40, 40]);
    expect(found).toMatchObject({ stop: 'invalid', highestHeld: { users: 20 } });
    expect(found.lowestBroke).toBeUndefined();
  });

  it('when the generator is starved even at one user', async () => {
    const { found } = await search(() => 'starved');
    expect(found.stop).toBe('generator');
    expect(found.lowestBroke).toBeUndefined();
  });

  it('when a level cannot be run', async () => {
    const { found } = await search((users) => (users >= 40 ? 'error' : 'held'));
    expect(found).toMatchObject({ stop: 'error', highestHeld: { users: 20 } });
  });

  it('when the levels between the two that decide are inconclusive', async () => {
    const { found } = await search((users) => {
      if (users <= 20) return 'held';
      return users < 60 ? 'inconclusive' : 'broke';
    });
    const { stop, highestHeld, lowestBroke } = found;
    expect(stop).toBe('not judged');
    expect(highestHeld?.users).toBeLessThanOrEqual(20);
    expect(lowestBroke?.users).toBeGreaterThanOrEqual(60);
  });

  it.each([1, 50])('when all levels up to %d are inconclusive', async (to) => {
    const { found } = await search(() => 'inconclusive', { from: 1, to });
    expect(found).toEqual({ stop: 'not judged' });
  });

  it('when the runs of too many levels do not agree', async () => {
    const { found } = await search((users, run) => {
      if (users > 20 && users < 40) return run % 2 === 1 ? 'held' : 'broke';
      return users <= 20 ? 'held' : 'broke';
    });
    expect(found.stop).toBe('noise');
  });
});

it('a level whose runs do not agree is the limit itself: the ends lie below and above it', async () => {
  const { found, order } = await search((users, run) => {
    if (users === 50) return run % 2 === 1 ? 'held' : 'broke';
    return users < 50 ? 'held' : 'broke';
  });
  const { highestHeld, lowestBroke } = found;
  expect(found.stop, order.join()).toBeUndefined();
  expect(highestHeld?.users).toBeLessThan(50);
  expect(lowestBroke?.users).toBeGreaterThan(50);
  expect((lowestBroke?.users ?? 0) / (highestHeld?.users ?? 1)).toBeLessThanOrEqual(1.15);
});

it('an inconclusive level counts neither as held nor as broken, and the search goes on above it', async () => {
  const { found, order } = await search((users) => (users < 20 ? 'inconclusive' : limit(100)(users)));
  expect(order.slice(0, 5)).toEqual([10, 20, 40, 80, 160]);
  expect(found).toMatchObject({ highestHeld: { users: 100 }, lowestBroke: { users: 105 } });
  expect(found.stop).toBeUndefined();
});

it('a generator that is starved once by other work costs two runs of that level, and no search below it', async () => {
  const once = (users: number, run: number) => (users === 20 && run === 1 ? 'starved' : limit(100)(users));
  const { found, order } = await search(once);
  expect(order).toEqual([10, 20, 20, 20, 40, 80, 160, 120, 100, 110, 105, 100, 100, 105, 105]);
  expect(found).toEqual((await search(limit(100))).found);
});

it('a generator that starves above the limit of the system does not hide it', async () => {
  const { found } = await search((users) => (users <= 100 ? 'held' : users > 130 ? 'starved' : 'broke'));
  expect(found).toMatchObject({ highestHeld: { users: 100 }, lowestBroke: { users: 105 } });
  expect(found.stop).toBeUndefined();
});

it('one outlier among the runs of a deciding level is outvoted', async () => {
  const { found, order } = await search((users, run) => {
    if (users === 20 && run === 1) return 'broke';
    return users <= 30 ? 'held' : 'broke';
  });
  expect(found).toMatchObject({ highestHeld: { users: 30 }, lowestBroke: { users: 31 } });
  expect(order.filter((users) => users === 20).length).toBeGreaterThan(1);
});

it.each([
  [['held'], 0.75],
  [['held', 'held', 'held'], 15 / 16],
  [['held', 'held', 'held', 'held', 'broke'], 57 / 64],
  [['broke', 'invalid', 'broke'], 7 / 8],
] as const)('%j is sure to %d', (outcomes, sure) => {
  expect(sureness(outcomes)).toBe(sure);
});

it('a limit that is not sharp ends each search, and the ends that it finds are around it', async () => {
  const random = mulberry32(7);
  for (let number = 0; number < 300; number++) {
    const most = 1 + Math.floor(random() * 1_000);
    const { found, order } = await search((users) => {
      const away = users / most;
      if (away < 0.95) return 'held';
      return away > 1.05 ? 'broke' : random() < 0.5 ? 'held' : 'broke';
    });
    expect(order.length).toBeLessThan(80);
    const { highestHeld, lowestBroke, stop } = found;
    if (stop !== undefined || most < 40) continue;
    expect((highestHeld?.users ?? 0) / most).toBeGreaterThan(0.85);
    expect((highestHeld?.users ?? 0) / most).toBeLessThanOrEqual(1.05);
    expect((lowestBroke?.users ?? 0) / most).toBeGreaterThanOrEqual(0.95);
    expect((lowestBroke?.users ?? 0) / most).toBeLessThan(1.2);
  }
});

it('a run in which other work starved the generator does not count when most runs of its level show no starving', async () => {
  const starvedOnce = (users: number, run: number): Outcome =>
    users === 400 && run === 1 ? 'starved' : users <= 400 ? 'held' : 'broke';
  const { found, order } = await search(starvedOnce, { from: 200, to: 400, repeats: 1 });
  expect(order).toEqual([200, 400, 400, 400]);
  expect(found).toMatchObject({
    stop: 'highest level',
    highestHeld: { users: 400, outcomes: ['starved', 'held', 'held'] },
  });
  expect(agreement(['starved', 'held', 'held'])).toEqual({ runs: 2, agreed: 2 });
  expect(agreement(['starved', 'starved', 'held'])).toEqual({ runs: 3, agreed: 2 });
});
