import { describe, expect, test } from 'vitest';
import { type LoadCurve, loadCurve, longestHold, type ProfileFile, warmUpOf } from './profile';

const description = 'test';

/** Corners as [seconds, users]. */
function corners(curve: LoadCurve): number[][] {
  return curve.map(({ atMs, users }) => [atMs / 1000, users]);
}

describe('the load curve of a profile', () => {
  test.each<[string, object, number[][]]>([
    [
      '50 @5/s, 3 m',
      { users: 50, spawnRate: 5, duration: '3m' },
      [
        [0, 0],
        [10, 50],
        [180, 50],
      ],
    ],
    [
      '50 @5/s, 40 m',
      { users: 50, spawnRate: 5, duration: '40m' },
      [
        [0, 0],
        [10, 50],
        [2400, 50],
      ],
    ],
    [
      '300 @5, step 100/2 m, 10 m',
      { users: 300, spawnRate: 5, duration: '10m', step: { users: 100, every: '2m' } },
      [
        [0, 0],
        [20, 100],
        [120, 100],
        [140, 200],
        [240, 200],
        [260, 300],
        [600, 300],
      ],
    ],
    [
      '1000 @1/s, 40 m',
      { users: 1000, spawnRate: 1, duration: '40m' },
      [
        [0, 0],
        [1000, 1000],
        [2400, 1000],
      ],
    ],
    [
      '50 @5/s, 10 s',
      { users: 50, spawnRate: 5, duration: '10s' },
      [
        [0, 0],
        [10, 50],
      ],
    ],
    [
      '300 @5, step 100/10 m, 40 m',
      { users: 300, spawnRate: 5, duration: '40m', step: { users: 100, every: '10m' } },
      [
        [0, 0],
        [20, 100],
        [600, 100],
        [620, 200],
        [1200, 200],
        [1220, 300],
        [2400, 300],
      ],
    ],
    [
      '600 @5, step 100/5 m, 30 m',
      { users: 600, spawnRate: 5, duration: '30m', step: { users: 100, every: '5m' } },
      [0, 1, 2, 3, 4, 5].flatMap((n) => [
        ...(n === 0 ? [[0, 0]] : []),
        [n * 300 + 20, (n + 1) * 100],
        [(n + 1) * 300, (n + 1) * 100],
      ]),
    ],
    [
      'all at once',
      { users: 20, duration: '1m' },
      [
        [0, 20],
        [60, 20],
      ],
    ],
    [
      'a last step that is smaller',
      { users: 150, duration: '1m', step: { users: 100, every: '20s' } },
      [
        [0, 100],
        [20, 100],
        [20, 150],
        [60, 150],
      ],
    ],
    [
      'steps that fill their time with the ramp',
      { users: 300, spawnRate: 5, duration: '1m', step: { users: 100, every: '20s' } },
      [
        [0, 0],
        [20, 100],
        [40, 200],
        [60, 300],
      ],
    ],
    [
      'stages up, down and at once',
      {
        stages: [
          { users: 10, duration: '2m' },
          { users: 100, spawnRate: 50, duration: '5m' },
          { users: 0, duration: '1s' },
        ],
      },
      [
        [0, 10],
        [120, 10],
        [121.8, 100],
        [420, 100],
        [420, 0],
        [421, 0],
      ],
    ],
  ])('%s', (_name, file, expected) => {
    const { curve, problems } = loadCurve({ description, ...file } as ProfileFile, {}, 'profile');
    expect(problems).toEqual([]);
    expect(corners(curve)).toEqual(expected);
  });
});

test('overrides replace users, duration and spawn rate', () => {
  const file = { description, users: 50, spawnRate: 5, duration: '10m' };
  const { curve } = loadCurve(file, { users: 20, durationMs: 60_000, spawnRate: 2 }, 'profile');
  expect(corners(curve)).toEqual([
    [0, 0],
    [10, 20],
    [60, 20],
  ]);
});

test.each<[string, object, object, string]>([
  [
    'a ramp longer than the load',
    { users: 100, spawnRate: 1, duration: '10s' },
    {},
    'needs 1m40s to reach 100 users',
  ],
  [
    'a step that takes longer than its time',
    { users: 200, spawnRate: 1, duration: '10m', step: { users: 100, every: '20s' } },
    {},
    'takes longer than 20s',
  ],
  [
    'a step of 0 users',
    { users: 200, duration: '10m', step: { users: 0, every: '20s' } },
    {},
    'is 0: write a whole number from 1 upwards',
  ],
  ['a ramp with the spawn rate 0', { users: 20, spawnRate: 0, duration: '10m' }, {}, 'a number above 0'],
  [
    'a stage too short for its ramp',
    { stages: [{ users: 10, spawnRate: 1, duration: '5s' }] },
    {},
    'too short to reach 10 users',
  ],
  ['no users in any stage', { stages: [{ users: 0, duration: '5s' }] }, {}, 'have no users'],
  ['no users', { users: 0, duration: '5s' }, {}, 'write a whole number from 1 upwards'],
  ['no time', { users: 1, duration: '0s' }, {}, 'is 0s'],
  [
    'overrides on stages',
    { stages: [{ users: 10, duration: '5s' }] },
    { users: 5 },
    'cannot replace the stages',
  ],
])('%s is a problem that says what to write', (_name, file, overrides, message) => {
  const { curve, problems } = loadCurve({ description, ...file } as ProfileFile, overrides, 'profile');
  expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  expect(curve).toEqual([]);
});

describe('a problem with an override names the source of its value', () => {
  const file = { description, users: 50, spawnRate: 5, duration: '10m' };
  const places = { users: '--users', durationMs: '--duration', spawnRate: '--spawn-rate' };

  test.each<[object, object, string]>([
    [file, { durationMs: 0 }, '--duration'],
    [file, { users: 0 }, '--users'],
    [file, { spawnRate: 0 }, '--spawn-rate'],
    [file, { users: 5_000 }, '--users'],
    [file, { users: 5_000, durationMs: 1_000 }, '--duration'],
    [file, { spawnRate: 0.01 }, '--spawn-rate'],
    [{ ...file, step: { users: 10, every: '20s' } }, { spawnRate: 0.1 }, '--spawn-rate'],
    [{ description, stages: [{ users: 10, duration: '5s' }] }, { durationMs: 1_000 }, '--duration'],
    [{ ...file, duration: '1s' }, {}, 'profile: duration'],
    [{ ...file, users: 0 }, { durationMs: 1_000 }, 'profile: users'],
  ])('%j with %j', (given, overrides, where) => {
    const { problems } = loadCurve(given as ProfileFile, overrides, 'profile', places);
    expect(problems.map((problem) => problem.where)).toEqual([where]);
  });
});

test('the longest time with constant users is found between ramps and steps', () => {
  const corner = (atMs: number, users: number) => ({ atMs, users });
  const curve = [
    corner(0, 0),
    corner(10, 5),
    corner(30, 5),
    corner(30, 9),
    corner(40, 9),
    corner(70, 9),
    corner(80, 0),
  ];
  expect(longestHold(curve)).toEqual({ fromMs: 30, toMs: 70 });
  expect(longestHold([corner(0, 0), corner(10, 5)])).toBeUndefined();
  expect(longestHold([])).toBeUndefined();
});

test.each([
  ['2s', 2_000],
  ['1h', 3_600_000],
  ['1999ms', undefined],
  ['1h1s', undefined],
])('a warm-up of %s', (warmUp, ms) => {
  const { problems, ...read } = warmUpOf({ description, users: 1, duration: '5s', warmUp }, 'profile');
  expect(read).toEqual(ms === undefined ? {} : { ms });
  const messages = problems.map(({ where, message }) => `${where} ${message}`);
  expect(messages).toEqual(
    ms === undefined ? [`profile: warmUp is ${warmUp}: write a time from 2s to 1h`] : [],
  );
});
