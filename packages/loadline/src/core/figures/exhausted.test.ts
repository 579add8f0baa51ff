import { expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import { GENERATOR_CAUSES, type Phase } from '../names';
import { compileThresholds } from '../thresholds/compile-thresholds';
import { k6Thresholds } from '../thresholds/k6-thresholds';
import { judge } from '../verdict/judge';
import type { Aggregate, CallStats, JourneyStats } from './aggregate';

const { thresholds } = compileThresholds(
  {
    calls: { Get: { failed: '10%', why: 'because' } },
    journeys: { crud: { failed: '50%', why: 'because' } },
  },
  'thresholds.json',
);

function aggregate(calls: readonly Partial<CallStats>[], causes: JourneyStats['causes'] = {}): Aggregate {
  const failed = Object.values(causes).reduce((sum, count) => sum + count, 0);
  const counts = { started: 100, done: 100, dropped: 0, interrupted: 0, unaccounted: 0 };
  const good: CallStats = { call: 'Get', phase: 'load', count: 100, failed: 0, causes: {} };
  return {
    loadMs: 60_000,
    calls: calls.map((change) => ({ ...good, ...change })),
    journeys: [{ journey: 'crud', planned: { min: 100, max: 100 }, ...counts, failed, causes }],
    scriptErrors: 0,
    sessionsRenewed: 0,
    retries: 0,
    recordsLeft: 0,
  };
}

const failures = (cause: string, count: number, phase: Phase = 'load') => ({
  phase,
  failed: count,
  causes: { [cause]: count },
});

it.each([
  [
    'out_of_files',
    /^the load generator ran out of open files \(out_of_files, 5 failed calls\): raise .*`ulimit -Hn`.* instances/,
  ],
  [
    'out_of_ports',
    /^the load generator ran out of local ports \(out_of_ports, 5 failed calls\): widen .*ip_local_port_range.* instances/,
  ],
  [
    'out_of_buffers',
    /^the load generator ran out of memory for the network \(out_of_buffers, 5 failed calls\): .*more memory/,
  ],
])('makes a run invalid although its thresholds hold: %s', (cause, reason) => {
  const { verdict, reasons } = judge(aggregate([failures(cause, 5)], { [cause]: 5 }), thresholds.common);
  expect(verdict).toBe('invalid');
  expect(reasons).toEqual([expect.stringMatching(reason)]);
});

it('makes a run invalid when its thresholds break for this reason, and there is no breaking point', () => {
  const step = { number: 1, users: 10, offered: 100, done: 100, failed: 100, broken: ['calls.Get.failed'] };
  const figures = { ...aggregate([failures('out_of_files', 100)], { out_of_files: 100 }), steps: [step] };
  const { verdict, reasons, breakingPoint } = judge(figures, thresholds.common);
  expect(verdict).toBe('invalid');
  expect(reasons[0]).toContain('(out_of_files, 100 failed calls)');
  expect(reasons[1]).toContain('calls.Get.failed is 100%');
  expect(breakingPoint).toBeUndefined();
});

it('counts sign-ins and clean-up, and iterations that fail because of a call without samples', () => {
  const cleanUp = judge(aggregate([{}, failures('out_of_ports', 1, 'teardown')]), thresholds.common);
  expect(cleanUp.reasons).toEqual([expect.stringContaining('(out_of_ports, 1 failed call)')]);
  const unmeasured = judge(aggregate([{}], { out_of_ports: 2 }), thresholds.common);
  expect(unmeasured.reasons).toEqual([expect.stringContaining('(out_of_ports, 2 failed iterations)')]);
});

it('leaves other failures to the thresholds', () => {
  const { verdict } = judge(
    aggregate([failures('connection_failed', 5)], { connection_failed: 5 }),
    thresholds.common,
  );
  expect(verdict).toBe('pass');
});

it.each(GENERATOR_CAUSES)('k6 alone fails the run when a call or an iteration fails with %s', (cause) => {
  const spec = exampleSpec({ thresholds: thresholds.common, journeys: [exampleJourney('crud', 100)] });
  expect(k6Thresholds(spec, true)).toMatchObject({
    [`call_failures{cause:${cause}}`]: ['count<1'],
    [`journey_failures{cause:${cause}}`]: ['count<1'],
  });
});
