import { expect, it } from 'vitest';
import type { LevelRun } from '../../results/capacity-file';
import type { SearchRun } from './find-capacity';
import { ofBoundText, runText, searchNotes } from './level-text';

it.each([
  [0.412, '41%'],
  [1.0000004, '100.00004%'],
  [0.9996, '99.96%'],
  [1.28, '128%'],
  [7.2832, '7.3 times'],
  [38.7097, '39 times'],
  [undefined, 'bound 0'],
])('%d of a bound is %s', (ofBound, text) => {
  expect(ofBoundText(ofBound)).toBe(text);
});

const RUN: LevelRun = { durationMs: 30_000, outcome: 'held', reasons: [] };
const nearest = { id: 'calls.Get.p95', bound: '≤ 1s', measured: 380, ofBound: 0.38 };
const FAILED = '3 of 200 calls of Get failed, and no `fail` threshold that was judged bounds them';

it.each<[string, Partial<LevelRun>]>([
  ['run 4: 20 users held, calls.Get.p95 at 38% of its bound', { nearest }],
  [
    'run 4: 20 users held, calls.Get.p95 at 38% of its bound; 2 thresholds not judged',
    { nearest, notJudged: ['a', 'b'] },
  ],
  [
    'run 4: 20 users broke, calls.Get.p95 at 39 times its bound',
    {
      outcome: 'broke',
      broken: ['calls.Get.p95'],
      notJudged: ['b'],
      nearest: { ...nearest, ofBound: 39.2 },
      reasons: ['why'],
    },
  ],
  // No threshold broke, so the nearest one is not the reason.
  [`run 4: 20 users broke: ${FAILED}`, { outcome: 'broke', nearest, reasons: [FAILED, 'more'] }],
  ['run 4: 20 users inconclusive: too few', { outcome: 'inconclusive', nearest, reasons: ['too few'] }],
  ['run 4: 20 users starved: late', { outcome: 'starved', nearest, reasons: ['late', FAILED] }],
  [
    'run 4: 20 users invalid: set-up failed: why',
    { outcome: 'invalid', reasons: ['set-up failed:\nwhy', 'no file'] },
  ],
  [
    'run 4: 20 users broke, calls.Get.p95 at 38% of its bound; most frequent failure: reset, all',
    { outcome: 'broke', broken: ['calls.Get.p95'], nearest, failure: 'most frequent failure: reset, all' },
  ],
])('%s', (text, run) => {
  expect(runText(4, 20, { ...RUN, ...run })).toBe(text);
});

const highestHeld = { users: 20, outcomes: ['held', 'held'] } as const;
const at = (users: number, run: Partial<LevelRun>): SearchRun => ({ ...RUN, users, ...run });
const underWay = { middle: 4, last: 7.25 };

it('the notes name what was not judged at the highest level that held, and only there', () => {
  const runs = [
    at(10, { notJudged: ['c'] }),
    at(20, { notJudged: ['a'] }),
    at(20, { notJudged: ['a', 'b'] }),
  ];
  expect(searchNotes({ found: { highestHeld }, runs })).toEqual([
    'at 20 users, too few samples to judge a, b: write a longer --duration',
  ]);
});

it('a queue that still grew is noted when it did so in all runs that held', () => {
  const notes = (...runs: SearchRun[]) => searchNotes({ found: { highestHeld }, runs });
  expect(notes(at(20, { underWay }), at(20, { underWay }), at(20, { outcome: 'broke' }))).toEqual([
    expect.stringContaining('from 4 in its middle third to 7.3 in its last'),
  ]);
  expect(notes(at(20, { underWay }), at(20, {}))).toEqual([]);
  expect(notes(at(20, {}), at(40, { underWay }))).toEqual([]);
});

it('a warm-up that left virtual users unconnected is noted with its run', () => {
  const runs = [at(10, {}), at(20, { runId: 'c-2', warmUp: ['the warm-up was too short'] })];
  expect(searchNotes({ found: { highestHeld }, runs })).toEqual([
    'at 20 users (c-2), the warm-up was too short',
  ]);
});

it('the reason why a level was not run comes first', () => {
  const failure = 'the level of 40 users could not be run: the disk is full';
  const end = {
    found: { stop: 'error', highestHeld },
    runs: [at(20, { notJudged: ['a'] })],
    failure,
  } as const;
  expect(searchNotes(end)[0]).toBe(failure);
});

it.each([
  [
    'lowest level',
    'broke',
    'run 1: 1 user broke, calls.Get.p95 at 38% of its bound; most frequent failure: 401',
  ],
  ['invalid', 'invalid', 'run 1: 1 user invalid: why'],
  ['generator', 'starved', 'run 1: 1 user starved: why'],
] as const)('the run that left a search without a result is noted: %s', (stop, outcome, note) => {
  const failure = outcome === 'broke' ? { broken: ['a'], failure: 'most frequent failure: 401' } : {};
  const runs = [at(1, { outcome, nearest, reasons: ['why'], ...failure }), at(2, { outcome: 'held' })];
  expect(searchNotes({ found: { stop }, runs })).toEqual([note]);
  expect(searchNotes({ found: { stop: 'interrupted' }, runs })).toEqual([]);
});
