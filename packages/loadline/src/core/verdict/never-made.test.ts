import { expect, test } from 'vitest';
import type { Aggregate, CallStats, JourneyStats } from '../figures/aggregate';
import { compileThresholds } from '../thresholds/compile-thresholds';
import type { ThresholdsFile } from '../thresholds/threshold';
import { judge } from './judge';
import { warnOfNeverMade } from './never-made';

const WORK = [{ name: 'look', calls: ['GET /rows', 'GET /rows/{n}'], metrics: [] }];

function run(rows: number, row: number, failed = 0): Aggregate {
  const call = (name: string, count: number): CallStats => ({
    call: name,
    phase: 'load',
    count,
    failed: 0,
    causes: {},
  });
  const look: JourneyStats = {
    journey: 'look',
    planned: { min: 41, max: 41 },
    started: 41,
    done: 41,
    dropped: 0,
    interrupted: 0,
    unaccounted: 0,
    failed,
    causes: failed > 0 ? { status_500: failed } : {},
  };
  return {
    loadMs: 4_000,
    calls: [call('GET /rows', rows), call('GET /rows/{n}', row)],
    journeys: [look],
    scriptErrors: 0,
    sessionsRenewed: 0,
    retries: 0,
    recordsLeft: 0,
  };
}

function warnings(aggregate: Aggregate, calls: ThresholdsFile['calls'] = {}): readonly string[] {
  const file: ThresholdsFile = { calls, journeys: { look: { failed: '100%', why: 'x' } } };
  const { thresholds } = compileThresholds(file, 'thresholds.json');
  return warnOfNeverMade(judge(aggregate, thresholds.common, { journeys: WORK }), WORK, aggregate).warnings;
}

test('a call that good iterations declare and never made is a warning', () => {
  expect(warnings(run(41, 0, 1))).toEqual([
    'GET /rows/{n} was never made, though look declares it and 40 iterations succeeded: nothing is known about it',
  ]);
});

test('a load without any call is one warning', () => {
  expect(warnings(run(0, 0))).toEqual([
    'the load made no call that is measured, in 41 iterations: nothing of this run is about the system',
  ]);
});

test('calls that were made, or that failed iterations did not reach, are none', () => {
  expect(warnings(run(41, 1))).toEqual([]);
  expect(warnings(run(41, 0, 41))).toEqual([]);
});

test('a call whose threshold has no sample is a reason, and no warning too', () => {
  expect(warnings(run(41, 0), { 'GET /rows/{n}': { p95: '1s', why: 'x' } })).toEqual([]);
});
