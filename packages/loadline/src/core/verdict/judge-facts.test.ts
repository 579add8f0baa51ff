import { describe, expect, it } from 'vitest';
import { workOf } from '../../../../../tests/harness/example-spec';
import type { Aggregate, CallStats, JourneyStats, Times } from '../figures/aggregate';
import { compileThresholds } from '../thresholds/compile-thresholds';
import type { InstanceEnd } from './instance-end';
import { judge } from './judge';
import { stoppedOf } from './stopped';

const why = 'because';

function thresholdsIn(file: Parameters<typeof compileThresholds>[0]) {
  const { thresholds, problems } = compileThresholds(file, 'thresholds.json');
  expect(problems).toEqual([]);
  return thresholds.common;
}

const RULES = thresholdsIn({
  calls: {
    Create: { p95: { warn: '1ms', fail: '20s' }, failed: '1%', abort: { after: '5s' }, why },
    Get: { p95: '1s', failed: '1%', why },
  },
  journeys: { crud: { response: { p95: '2s' }, failed: '1%', why } },
  metrics: { time_to_done: { p95: '20s', why } },
});

const JOURNEYS = workOf({ crud: { calls: ['Create', 'Get'], metrics: ['time_to_done'] } });

function times(count: number, ms = 100): Times {
  return { count, min: ms, avg: ms, med: ms, max: ms, percentiles: { p95: ms, p99: ms } };
}

function call(name: string, count: number, failed = 0): CallStats {
  return {
    call: name,
    phase: 'load',
    count,
    failed,
    causes: {},
    ...(count > 0 && { duration: times(count) }),
  };
}

function journey(change: Partial<JourneyStats> = {}): JourneyStats {
  const counts = { started: 100, done: 100, dropped: 0, interrupted: 0, unaccounted: 0, failed: 0 };
  const planned = { min: 100, max: 101 };
  return { journey: 'crud', planned, ...counts, causes: {}, response: times(100), ...change };
}

const GOOD: Aggregate = {
  loadMs: 60_000,
  calls: [call('Create', 100), call('Get', 100)],
  journeys: [journey()],
  scriptErrors: 0,
  sessionsRenewed: 0,
  retries: 0,
  recordsLeft: 0,
  custom: { time_to_done: times(100) },
};

/** 33 of 97 iterations are missing. */
const MISSING: Aggregate = {
  ...GOOD,
  journeys: [journey({ planned: { min: 97, max: 97 }, done: 64, started: 70, interrupted: 6 })],
};

function end(change: Partial<InstanceEnd> = {}): InstanceEnd {
  return { version: 1, instance: 1, startedAtMs: 1_000, endedAtMs: 61_000, exitCode: 0, ...change };
}

const STOPPED_BY = (by: NonNullable<InstanceEnd['stopped']>['by'], detail?: string) =>
  end({ stopped: { by, atMs: 9_600, ...(detail !== undefined && { detail }) } });

describe('missing iterations', () => {
  it('count from the first one', () => {
    const aggregate = { ...GOOD, journeys: [journey({ done: 99, started: 100, interrupted: 1 })] };
    const { verdict, reasons } = judge(aggregate, RULES, { ends: [end()], journeys: JOURNEYS });
    expect(reasons).toContainEqual(
      expect.stringContaining('1 of 100–101 planned iterations are unaccounted for'),
    );
    expect(verdict).toBe('invalid');
  });

  it('make a run invalid also with a broken `warn` or a `fail` that holds, with `abort` or without', () => {
    for (const ends of [undefined, [end()]]) {
      const { verdict, warnings } = judge(MISSING, RULES, { journeys: JOURNEYS, ...(ends && { ends }) });
      expect(warnings).toEqual([expect.stringContaining('calls.Create.p95')]);
      expect(verdict).toBe('invalid');
    }
  });

  it('make a run invalid also with a broken `fail` threshold with `abort`, unless the record says that it ended the run', () => {
    const broken = { ...MISSING, calls: [call('Create', 70, 10), call('Get', 70)] };
    expect(judge(broken, RULES, { ends: [end()] })).toMatchObject({
      verdict: 'invalid',
      reasons: [
        expect.stringContaining('33 of 97 planned iterations are unaccounted for'),
        expect.stringContaining('calls.Create.failed'),
      ],
    });
    const ends = [STOPPED_BY('threshold', 'calls.Create.failed')];
    expect(judge(broken, RULES, { ends })).toMatchObject({
      verdict: 'fail',
      reasons: [
        expect.stringContaining('calls.Create.failed is 14.29%'),
        'a threshold with "abort" stopped the run 8.6 s after its start (calls.Create.failed)',
      ],
    });
  });

  it('never allow a pass when a threshold ended the run, even if it holds at the end', () => {
    expect(judge(MISSING, RULES, { ends: [STOPPED_BY('threshold')] }).verdict).toBe('fail');
  });

  it('do not make a run invalid when a threshold ended it, even if another one has no sample', () => {
    const early = { ...MISSING, calls: [call('Create', 70, 10), call('Get', 0)] };
    const { verdict, thresholds } = judge(early, RULES, { ends: [STOPPED_BY('threshold')] });
    expect(verdict).toBe('fail');
    expect(thresholds.find(({ id }) => id === 'calls.Get.p95')).toMatchObject({
      outcome: 'no data',
      explanation: 'the run ended early',
    });
    expect(judge(early, RULES, { ends: [end()] }).verdict).toBe('invalid');
  });

  it('are reported with the signal that killed one of the instances', () => {
    const ends = [end(), end({ instance: 2, killedBy: 'SIGKILL', stopped: { by: 'killed', atMs: 9_000 } })];
    expect(judge(MISSING, RULES, { ends }).reasons).toEqual([
      'k6 of instance 2 was killed by SIGKILL: run again',
      expect.stringContaining('33 of 97'),
    ]);
  });
});

describe('an interrupted run is invalid', () => {
  it.each<[string, Aggregate, InstanceEnd]>([
    ['when all planned iterations are done', GOOD, STOPPED_BY('SIGTERM')],
    ['when iterations are missing, without a separate reason for them', MISSING, STOPPED_BY('SIGTERM')],
    ['when its terminal was closed', GOOD, STOPPED_BY('SIGHUP')],
    ['when only the exit code of k6 says so', GOOD, end({ exitCode: 105 })],
  ])('%s', (_, aggregate, record) => {
    const { verdict, reasons } = judge(aggregate, RULES, { ends: [end(), record], journeys: JOURNEYS });
    expect([verdict, reasons.length]).toEqual(['invalid', 1]);
    expect(reasons[0]).toMatch(/^the run was interrupted by SIG\w+ [\d.]+ s after its start/);
  });

  it('also when one k6 was killed, or a threshold had stopped another one, before that', () => {
    for (const first of [
      end({ killedBy: 'SIGKILL', stopped: { by: 'killed', atMs: 4_000 } }),
      end({ stopped: { by: 'threshold', atMs: 4_000 } }),
    ]) {
      const ends = [first, end({ instance: 2, exitCode: 105, stopped: { by: 'SIGINT', atMs: 5_000 } })];
      expect(stoppedOf(ends, 1_000)).toEqual({ by: 'SIGINT', afterMs: 4_000 });
      expect(judge(MISSING, RULES, { ends }).verdict).toBe('invalid');
    }
  });

  it('without a breaking point', () => {
    const step = { number: 1, users: 10, offered: 100, done: 10, failed: 0, broken: [] };
    const aggregate = { ...GOOD, steps: [step] };
    expect(judge(aggregate, RULES).breakingPoint).toBeDefined();
    expect(judge(aggregate, RULES, { ends: [STOPPED_BY('SIGINT')] }).breakingPoint).toBeUndefined();
    const killed = end({ killedBy: 'SIGKILL', stopped: { by: 'killed', atMs: 9_000 } });
    for (const cut of [killed, STOPPED_BY('disk_full'), STOPPED_BY('supervisor_lost'), STOPPED_BY('error')])
      expect(judge(aggregate, RULES, { ends: [end(), cut] }).breakingPoint).toBeUndefined();
    // A threshold stops a load because of what its last step showed.
    expect(judge(aggregate, RULES, { ends: [STOPPED_BY('threshold')] }).breakingPoint).toBeDefined();
    const neverBegan = { ...aggregate, journeys: [journey({ started: 0, done: 0 })] };
    expect(judge(neverBegan, RULES, { ends: [end({ setupError: 'no' })] }).breakingPoint).toBeUndefined();
  });
});

it('errors outside of iterations and a failed set-up make a run invalid, each with its own reason', () => {
  const ends = [end({ uncaught: { count: 2, first: 'TypeError: x' } })];
  const logs = ['k6-1.log', 'k6-2.log'];
  const where = 'see k6-1.log in the folder of the run, mend the script, run again';
  const reasons = [`2 script errors that no iteration caught (TypeError: x): ${where}`];
  expect(judge(GOOD, RULES, { ends, logs })).toMatchObject({ verdict: 'invalid', reasons });
  expect(judge({ ...GOOD, scriptErrors: 1 }, RULES, { logs }).reasons[0]).toMatch(
    /^1 script error: see k6-1.log, k6-2.log in the folder of the run for the file and line/,
  );
  const empty = { ...GOOD, calls: [], journeys: [journey({ started: 0, done: 0 })] };
  expect(judge(empty, RULES, { ends: [end({ exitCode: 107, setupError: 'wrong password' })] })).toMatchObject(
    {
      verdict: 'invalid',
      reasons: ['set-up failed: wrong password'],
    },
  );
});

it('doubts about the figures make a run invalid, and come before broken thresholds in the reasons', () => {
  const slow = { ...GOOD, calls: [call('Create', 100, 50), call('Get', 100)] };
  expect(judge(slow, RULES, { doubts: ['instance 2 is missing'] })).toMatchObject({
    verdict: 'invalid',
    reasons: ['instance 2 is missing', expect.stringContaining('calls.Create.failed')],
  });
});

describe('a call without a sample', () => {
  const stalled: Aggregate = {
    ...GOOD,
    calls: [call('Create', 100, 100), call('Get', 0)],
    journeys: [journey({ failed: 100 })],
    custom: {},
  };

  it('is the fault of the system when every iteration failed before it', () => {
    const { verdict, reasons, thresholds } = judge(stalled, RULES, { journeys: JOURNEYS });
    expect(verdict).toBe('fail');
    expect(reasons).toEqual([
      expect.stringMatching(/^calls\.Create\.failed is 100%/),
      expect.stringMatching(/^journeys\.crud\.failed is 100%/),
      'all 100 iterations of crud failed before: calls.Get.p95, calls.Get.failed, metrics.time_to_done.p95 cannot be judged',
    ]);
    expect(thresholds.find(({ id }) => id === 'calls.Get.p95')).toMatchObject({
      outcome: 'no data',
      explanation: 'all 100 iterations of crud failed before',
    });
  });

  it('fails the run even when all failures are allowed', () => {
    const lenient = thresholdsIn({
      calls: { Get: { p95: '1s', why } },
      journeys: { crud: { failed: '100%', why } },
    });
    expect(judge(stalled, lenient, { journeys: JOURNEYS }).verdict).toBe('fail');
  });

  it.each<[string, Aggregate]>([
    ['one iteration succeeded without it', { ...stalled, journeys: [journey({ failed: 99 })] }],
    ['nothing failed', { ...stalled, journeys: [journey()] }],
    ['no iteration completed', { ...stalled, journeys: [journey({ done: 0, failed: 0 })] }],
  ])('is not explained when %s', (_, aggregate) => {
    const { verdict, reasons } = judge(aggregate, RULES, { journeys: JOURNEYS });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toContain('calls.Get.p95 ≤ 1s has no sample');
  });
});

describe('failures that nothing bounds', () => {
  const failing: Aggregate = {
    ...GOOD,
    calls: [call('Create', 100, 1), call('Get', 100)],
    journeys: [journey({ failed: 1 })],
  };

  it.each<[string, Parameters<typeof compileThresholds>[0], string]>([
    ['without a threshold on failures', { calls: { Get: { p95: '1s', why } } }, 'fail'],
    ['with one that only warns', { calls: { Get: { p95: '1s', failed: { warn: '5%' }, why } } }, 'fail'],
    [
      'with one of the journey that only warns',
      { calls: { Get: { p95: '1s', why } }, journeys: { crud: { failed: { warn: '5%' }, why } } },
      'fail',
    ],
    ['with one of another call', { calls: { Get: { failed: '5%', why } } }, 'fail'],
    [
      'with one that was not judged',
      {
        calls: { Get: { p95: '1s', why } },
        journeys: { crud: { failed: '5%', minSamples: 1_000, why } },
      },
      'fail',
    ],
    ['with one of the journey', { journeys: { crud: { failed: '5%', why } } }, 'pass'],
    ['with one of the run', { run: { failed: '5%', why } }, 'pass'],
  ])('fail a run %s: %s', (_, file, verdict) => {
    const judged = judge(failing, thresholdsIn(file), { journeys: JOURNEYS });
    expect(judged.verdict, judged.reasons.join('\n')).toBe(verdict);
    if (verdict === 'fail') expect(judged.reasons[0]).toContain('1 of 100 iterations of crud failed');
  });
});

describe('own measurements', () => {
  const survivors = (count: number): Aggregate => ({
    ...GOOD,
    journeys: [journey({ failed: 0 })],
    custom: { time_to_done: { ...times(count), expected: 100 } },
  });

  it.each([
    [33, 'not judged'],
    [89, 'not judged'],
    [90, 'held'],
    [100, 'held'],
  ])('of %i of 100 iterations: %s', (count, outcome) => {
    const { thresholds } = judge(survivors(count), RULES, { journeys: JOURNEYS });
    expect(thresholds.find(({ id }) => id.startsWith('metrics.'))).toMatchObject({ outcome, samples: count });
  });
});

it('a threshold on the failed calls of a run does not bound failed iterations, because all calls may succeed', () => {
  const thresholds = thresholdsIn({
    journeys: { crud: { failed: '1%', minSamples: 1_000, why } },
    run: { failed: '1%', why },
  });
  const failing = { ...GOOD, journeys: [journey({ failed: 47, causes: { job_failed: 47 } })] };
  expect(judge(failing, thresholds)).toMatchObject({
    verdict: 'fail',
    reasons: [expect.stringContaining('47 of 100 iterations of crud failed')],
  });
});
