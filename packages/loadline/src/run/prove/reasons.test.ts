import { expect, it } from 'vitest';
import { times, withCall } from '../../../../../tests/harness/example-aggregate';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Aggregate } from '../../core/figures/aggregate';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import type { Threshold, ThresholdsFile } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { keyOf } from './fault-plan';
import type { Fault } from './fault-proxy';
import { proofsOf } from './proof';

const why = 'test';
const STALL: Fault = { kind: 'stall', ms: 1_120 };
const LATE: Fault = { kind: 'latency', ms: 8_820 };
const RESET: Fault = { kind: 'reset', share: 0.3 };

function only(file: ThresholdsFile): Threshold {
  const [threshold] = compileThresholds(file, 'test').thresholds.common;
  if (!threshold) throw new Error('there is no threshold');
  return threshold;
}

const GAP = only({ calls: { Get: { longestGap: { p95: '1s' }, why } } });
const P99 = only({ calls: { Get: { p99: '8s', why } } });
const FAILED = only({ calls: { Get: { failed: '60%', why } } });
const RATE = only({ run: { rate: '>= 1/s', why } });

function run(threshold: Threshold, aggregate: Aggregate, verdict: Result['verdict'] = 'pass'): Result {
  const { spec, ...others } = exampleResult({ seconds: 2 });
  return { ...others, verdict, spec: { ...spec, thresholds: [threshold] }, aggregate };
}

/** The proof of a threshold after one run with a fault. @param isAim whether the fault aims at it */
function proofOf(threshold: Threshold, usual: Aggregate, fault: Fault, seen: Aggregate, isAim = true) {
  const faults = [{ fault, aims: isAim ? [keyOf(threshold)] : [] }];
  const runs = [{ fault, result: run(threshold, seen) }];
  return proofsOf([threshold], run(threshold, usual), { faults, outOfReach: [], runs })[0];
}

function gaps(ms: number): Aggregate {
  return withCall({ stream: { messages: 300, longestGap: times(ms) } });
}

function byReset(failed: number) {
  return { failed, causes: { connection_reset: failed } };
}

it('a gap that no stall reached is out of reach, not asleep', () => {
  expect(proofOf(GAP, gaps(20), STALL, gaps(43))).toMatchObject({
    outcome: 'could not be reached',
    reason: expect.stringMatching(
      /it is 43\.0 ms: no stream waited between two of its messages while replies were held back, as when it sends all of them at once$/,
    ),
  });
});

it('a threshold that another fault broke is proved, unless its own are still to come', () => {
  const broken = withCall({ ...byReset(10), stream: { messages: 300, longestGap: times(1_200) } });
  expect(proofOf(GAP, gaps(20), RESET, broken, false)).toMatchObject({
    outcome: 'proved',
    fault: '30% of requests reset',
  });
  const runs = [{ fault: RESET, result: run(GAP, broken) }];
  const faults = [{ fault: STALL, aims: [keyOf(GAP)] }];
  const [proof] = proofsOf([GAP], run(GAP, gaps(20)), { faults, outOfReach: [], runs });
  expect(proof?.outcome).toBe('could not be reached');
});

it('a call that did not happen under a long delay says that calls failed instead', () => {
  const { calls, ...others } = withCall({});
  const first = calls.map((stats) => ({ ...stats, call: 'First', failed: 100 }));
  expect(proofOf(P99, withCall({}), LATE, { ...others, calls: first })?.reason).toBe(
    'with replies 8.8 s late it did not happen at all, and a call that waits longer fails instead',
  );
});

it('few samples are the reason for a share alone: a rate counts failed calls too', () => {
  const few = withCall({ count: 9, failed: 1 });
  expect(proofOf(FAILED, withCall({}), RESET, few)?.reason).toContain('with 9 of them: write more --users');
  const reason = proofOf(RATE, withCall({}), RESET, { ...few, loadMs: 2_000 })?.reason;
  expect(reason).toContain('it is 4.5/s, and a call that fails counts in it too');
});

it('a call that one fault reached does not go elsewhere, whatever another run seems to show', () => {
  const result = (aggregate: Aggregate) => run(FAILED, aggregate);
  const late = { fault: { kind: 'latency', ms: 1_000 } as const, result: result(withCall({})) };
  const reset = { fault: RESET, result: result(withCall(byReset(10))) };
  const reasonAfter = (...runs: { fault: Fault; result: Result }[]) =>
    proofsOf([FAILED], result(withCall({})), { faults: [], outOfReach: [], runs })[0]?.reason;
  expect(reasonAfter(late)).toContain('an address other than the target');
  expect(reasonAfter(late, reset)).not.toContain('an address other than the target');
});

it.each<[string, Threshold, readonly [Fault, Aggregate][], string]>([
  [
    'its calls are slower, but some not as late as the fault makes them',
    P99,
    [[LATE, withCall({ duration: { ...times(9_000), min: 3 } })]],
    'with replies 8.8 s late none of its calls failed or waited, so they go to an address other than the target',
  ],
  [
    'its calls are as late as by the fault, but not in another run',
    P99,
    [
      [LATE, withCall({ duration: times(9_000) })],
      [{ kind: 'stall' }, withCall({ duration: times(9_000) })],
    ],
    'it breaks with replies 8.8 s late, but with no replies none of its calls failed or waited, so something else may have broken it',
  ],
  [
    'the server itself fails its calls',
    FAILED,
    [[RESET, withCall({ failed: 90, causes: { status_503: 90 } })]],
    'it breaks with 30% of requests reset, but no failure or wait of its calls shows that the fault reached them, so something else may have broken it',
  ],
])(
  'a threshold that breaks in a run whose fault did not reach it is not proved: %s',
  (_, threshold, seen, reason) => {
    const runs = seen.map(([fault, aggregate]) => ({ fault, result: run(threshold, aggregate) }));
    const faults = runs.map(({ fault }) => ({ fault, aims: [keyOf(threshold)] }));
    const [proof] = proofsOf([threshold], run(threshold, withCall({})), { faults, outOfReach: [], runs });
    expect(proof).toMatchObject({ outcome: 'could not be reached', reason });
  },
);

it('a proved threshold keeps its samples when the test needs more to judge it', () => {
  const strict = { ...P99, minSamples: 1_000 };
  const inRun = (aggregate: Aggregate) => run({ ...strict, minSamples: 1 }, aggregate);
  const runs = [{ fault: LATE, result: inRun(withCall({ duration: times(8_900) })) }];
  const [proof] = proofsOf([strict], inRun(withCall({})), { faults: [], outOfReach: [], runs });
  expect(proof).toMatchObject({ outcome: 'proved', samples: 100, needed: 1_000 });
});
