import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { exampleJourney } from '../../../../../tests/harness/example-spec';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import { evaluate, statsOf } from '../../core/thresholds/evaluate';
import { boundText, type Threshold, type ThresholdsFile } from '../../core/thresholds/threshold';
import type { ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { faultText, keyOf, planFaults, secondDelays } from './fault-plan';
import { alsoBroken, type FaultRun, isUsable, proofsOf } from './proof';

const FILE: ThresholdsFile = {
  calls: {
    CreateVacancy: { p95: '2s', failed: { warn: '20%', fail: '100%' }, why: 'test' },
    GetVacancy: { p95: '2200ms', p99: '5s', why: 'test' },
    DeleteVacancy: { p95: '1h', why: 'planted' },
  },
  journeys: { crud: { response: { p95: '8s' }, failed: '20%', why: 'test' } },
  run: { rate: '<= 1000000/s', why: 'test' },
};

const THRESHOLDS = compileThresholds(FILE, 'test').thresholds.common;
const CALLS = ['CreateVacancy', 'GetVacancy', 'DeleteVacancy', 'UpdateVacancy'];
const JOURNEYS = [exampleJourney('crud', 10, { calls: CALLS, maxDurationMs: 15_000 })];
const HEALTHY = changed(exampleResult({ seconds: 10, slowness: 0.1 }), 'pass', 'p-1');

function plan(thresholds: readonly Threshold[] = THRESHOLDS) {
  const measured = thresholds.map((threshold) => ({
    threshold,
    healthy: evaluate(threshold, statsOf(threshold.subject, HEALTHY.aggregate)).measured ?? 0,
  }));
  return planFaults(measured, JOURNEYS);
}

/** A run whose fault made each call wait. */
function late(): Result {
  const slow = exampleResult({ seconds: 10, slowness: 200 });
  const calls = slow.aggregate.calls.map((stats) => ({
    ...stats,
    ...(stats.duration && { duration: { ...stats.duration, min: 5_520 } }),
  }));
  return { ...slow, aggregate: { ...slow.aggregate, calls } };
}

function changed(result: Result, verdict: Result['verdict'], runId: string): Result {
  return { ...result, verdict, reasons: ['because'], spec: { ...result.spec, runId } };
}

it('delays that are alike are one run, each larger than its bounds; failures are broken by resets, then a stall', () => {
  const { faults } = plan();
  expect(faults.map(({ fault, aims }) => [faultText(fault), aims])).toEqual([
    // In a journey with four calls, each reply needs a quarter of the delay.
    [
      expect.stringMatching(/^replies 2\.4 s late$/),
      expect.arrayContaining(['fail calls.CreateVacancy.p95']),
    ],
    ['replies 5.5 s late', ['fail calls.GetVacancy.p99']],
    ...['30%', '60%', '10%'].map((share) => [
      `${share} of requests reset`,
      ['warn calls.CreateVacancy.failed', 'fail journeys.crud.failed'],
    ]),
    ['no replies', ['warn calls.CreateVacancy.failed', 'fail journeys.crud.failed']],
  ]);
  const [first] = faults;
  expect(first?.aims).toContain('fail calls.GetVacancy.p95');
  expect(first?.aims).toContain('fail journeys.crud.response.p95');
});

it('gaps in streams have a stall each, unless their bounds are alike', () => {
  const gap = (p95: string) => ({ longestGap: { p95 }, why: 'test' });
  const calls = { Short: gap('300ms'), Alike: gap('400ms'), Long: gap('10s') };
  const { common } = compileThresholds({ calls }, 'test').thresholds;
  const journeys = [exampleJourney('watch', 10, { calls: Object.keys(calls), maxDurationMs: 60_000 })];
  const { faults } = planFaults(
    common.map((threshold) => ({ threshold, healthy: 1 })),
    journeys,
  );
  expect(faults.map(({ fault, aims }) => [fault, aims])).toEqual([
    [{ kind: 'stall', ms: 461 }, ['fail calls.Short.longestGap.p95', 'fail calls.Alike.longestGap.p95']],
    [{ kind: 'stall', ms: 11_020 }, ['fail calls.Long.longestGap.p95']],
  ]);
});

it('thresholds that no fault can break are reported with the reason', () => {
  const { outOfReach } = plan();
  expect(Object.fromEntries(outOfReach.map(({ key, reason }) => [key, reason]))).toEqual({
    'fail calls.CreateVacancy.failed': 'no more than all can fail',
    'fail calls.DeleteVacancy.p95': 'an iteration ends after its maxDuration, 15 s',
    'fail run.rate': 'no fault makes more of it happen',
  });
});

it('each threshold is proved, asleep, or could not be reached', () => {
  const slow = changed(late(), 'fail', 'p-2');
  const planned = plan().faults.find(({ aims }) => aims.includes('fail calls.CreateVacancy.p95'));
  if (!planned) throw new Error('no fault is planned for CreateVacancy.p95');
  const runs = [{ fault: planned.fault, result: slow }];
  const proofs = proofsOf(THRESHOLDS, HEALTHY, { ...plan(), faults: [planned], runs });
  const told = Object.fromEntries(proofs.map((one) => [keyOf(one), one]));
  expect(told['fail calls.CreateVacancy.p95']).toMatchObject({
    outcome: 'proved',
    fault: 'replies 2.4 s late',
    runId: 'p-2',
  });
  expect(told['fail calls.DeleteVacancy.p95']).toMatchObject({
    outcome: 'asleep',
    reason:
      'an iteration ends after its maxDuration, 15 s; the bound is more than 10 times the figure without a fault',
  });
  expect(told['fail run.rate']?.reason).toContain('no fault makes more of it happen');
  expect(told['fail journeys.crud.failed']).toMatchObject({
    outcome: 'could not be reached',
    reason: 'no run had a fault that changes what it bounds',
  });
});

it('a run that is invalid proves nothing, and a threshold that is broken anyway is not proved', () => {
  const slow = changed(exampleResult({ seconds: 10, slowness: 200 }), 'pass', 'p-1');
  const fault = { kind: 'latency', ms: 2_400 } as const;
  const tried = (result: Result) => ({ faults: [], outOfReach: [], runs: [{ fault, result }] });
  const [invalid] = proofsOf(THRESHOLDS, HEALTHY, tried(changed(slow, 'invalid', 'p-2')));
  expect(invalid).toMatchObject({ reason: expect.stringContaining('is invalid: because') });
  expect(invalid?.outcome).not.toBe('proved');
  const reasons = ['3 script errors', 'calls.CreateVacancy.p95 is 3 s'];
  const [other] = proofsOf(THRESHOLDS, HEALTHY, tried({ ...changed(slow, 'invalid', 'p-2'), reasons }));
  expect(other?.reason).toContain('the run with replies 2.4 s late is invalid: 3 script errors;');
  const [broken] = proofsOf(THRESHOLDS, slow, tried(slow));
  expect(broken).toMatchObject({
    outcome: 'could not be reached',
    reason: expect.stringContaining('it is broken without a fault'),
  });
});

it('the run without a fault is judged on as few samples as the others', () => {
  const slow = changed(exampleResult({ seconds: 10, slowness: 200 }), 'fail', 'p-2');
  const [strict] = THRESHOLDS;
  if (!strict) throw new Error('there is no threshold');
  const needsMore = { ...strict, minSamples: 1_000_000 };
  const inRun = { ...slow.spec, thresholds: [{ ...strict, minSamples: 1 }] };
  const healthy = changed({ ...slow, spec: inRun }, 'pass', 'p-1');
  const runs = [{ fault: { kind: 'latency', ms: 5_520 } as const, result: slow }];
  expect(proofsOf([needsMore], healthy, { faults: [], outOfReach: [], runs })).toMatchObject([
    { outcome: 'could not be reached', reason: expect.stringContaining('broken without a fault') },
  ]);
});

it('no threshold is proved after a run without a fault that fails', () => {
  const failed = changed(HEALTHY, 'fail', 'p-1');
  const slow = changed(exampleResult({ seconds: 10, slowness: 200 }), 'fail', 'p-2');
  const runs = [{ fault: { kind: 'latency', ms: 5_520 } as const, result: slow }];
  const proofs = proofsOf(THRESHOLDS, failed, { faults: [], outOfReach: [], runs });
  expect(new Set(proofs.map(({ outcome, reason }) => `${outcome}: ${reason}`))).toEqual(
    new Set(['could not be reached: not tried: the system has to hold without a fault first']),
  );
});

it('a lower bound on a rate is broken by resets, before the stall', () => {
  const file: ThresholdsFile = { run: { rate: '>= 1/s', why: 'test' } };
  const { faults } = plan(compileThresholds(file, 'test').thresholds.common);
  expect(faults.map(({ fault }) => faultText(fault))).toEqual([
    ...['30%', '60%', '10%'].map((share) => `${share} of requests reset`),
    'no replies',
  ]);
});

it('a threshold that breaks although the fault does not affect it is listed separately', () => {
  const slow = exampleResult({ seconds: 10, slowness: 200 });
  const run = { fault: { kind: 'reset', share: 0.3 }, result: slow } as const;
  const also = alsoBroken(THRESHOLDS, run, HEALTHY);
  expect(also).toContain('calls.CreateVacancy.p95');
  expect(also).not.toContain('calls.CreateVacancy.failed');
  // What is broken without a fault says nothing about the fault.
  expect(alsoBroken(THRESHOLDS, run, slow)).toEqual([]);
});

it('a run without a fault may break bounds on times and rates, but not fail, nor drop iterations', () => {
  const broken = (id: string, ...more: string[]): Result => {
    const spec = { ...HEALTHY.spec, thresholds: THRESHOLDS };
    const thresholds = THRESHOLDS.map((one): ThresholdResult => {
      const outcome = one.id === id && one.level === 'fail' ? 'broken' : 'held';
      return { id: one.id, level: one.level, bound: boundText(one), why: one.why, outcome };
    });
    const reasons = thresholds.flatMap((one) => (one.outcome === 'broken' ? [one.id] : []));
    return { ...HEALTHY, verdict: 'fail', spec, thresholds, reasons: [...reasons, ...more] };
  };
  expect(isUsable(HEALTHY)).toBe(true);
  expect(isUsable(broken('run.rate'))).toBe(true);
  expect(isUsable(broken('calls.GetVacancy.p95'))).toBe(true);
  expect(isUsable(broken('calls.GetVacancy.p95', '3 iterations were dropped'))).toBe(false);
  expect(isUsable(broken('journeys.crud.failed'))).toBe(false);
  expect(isUsable(broken('none', 'a call never happened'))).toBe(false);
  expect(isUsable({ ...HEALTHY, verdict: 'invalid' })).toBe(false);
});

it('no threshold is asleep while a fault that should break it was not tried, or its run is invalid', () => {
  const key = 'fail calls.DeleteVacancy.p95';
  const fault = { kind: 'latency', ms: 20_000 } as const;
  const early = { fault: { kind: 'latency', ms: 350 } as const, result: changed(HEALTHY, 'pass', 'p-2') };
  const outcomeOf = (runs: readonly FaultRun[]) =>
    proofsOf(THRESHOLDS, HEALTHY, { faults: [{ fault, aims: [key] }], outOfReach: [], runs }).find(
      (one) => keyOf(one) === key,
    );
  expect(outcomeOf([early])).toMatchObject({
    outcome: 'could not be reached',
    reason: 'there was no run with replies 20 s late',
  });
  expect(outcomeOf([early, { fault, result: changed(HEALTHY, 'invalid', 'p-3') }])).toMatchObject({
    outcome: 'could not be reached',
    reason: expect.stringContaining('is invalid'),
  });
  expect(outcomeOf([early, { fault, result: changed(HEALTHY, 'pass', 'p-3') }])?.outcome).toBe('asleep');
});

it('a time of a journey that held under its delay gets one longer delay, by what the first one did', () => {
  const [response] = THRESHOLDS.filter(
    ({ subject }) => subject.of === 'journey' && subject.measure === 'response',
  );
  const [call] = THRESHOLDS.filter(({ subject }) => subject.of === 'call');
  if (!response || !call) throw new Error('there is no such threshold');
  const first = { fault: { kind: 'latency', ms: 2_000 } as const, aims: [] };
  const longer = (delayed: number, threshold = response) =>
    secondDelays(first, [{ threshold, healthy: 0, delayed }]).map(({ fault }) => faultText(fault));
  // The bound is 8 s.
  expect(longer(6_000)).toEqual(['replies 3 s late']);
  expect(longer(10)).toEqual(['replies 4.5 s late']);
  expect(longer(0)).toEqual([]);
  expect(longer(1_000, call)).toEqual([]);
  const held = [{ threshold: response, healthy: 0, delayed: 6_000 }];
  const [second] = secondDelays(first, held);
  expect(second?.aims).toEqual([keyOf(response)]);
  expect(second && secondDelays(second, held)).toEqual([]);
  expect(secondDelays({ ...first, fault: { kind: 'reset', share: 0.3 } }, held)).toEqual([]);
});
