import type { Aggregate, CallStats } from '../../packages/loadline/src/core/figures/aggregate';
import { judge } from '../../packages/loadline/src/core/verdict/judge';
import type { Result } from '../../packages/loadline/src/core/verdict/result';
import { exampleResult } from './example-result';

/** A run to report, and the run that it is compared with. */
export interface ReportState {
  readonly result: Result;
  readonly baseline?: Result;
}

/** Results whose reports look different from each other. */
export function reportStates(): Record<string, ReportState> {
  const result = exampleResult();
  const fifty = Array.from({ length: 50 }, (_, index) => `CallNumber${index + 1}`);
  return {
    pass: { result: passed(result) },
    fail: { result },
    invalid: { result: starved(result) },
    interrupted: { result: interrupted(result) },
    'nothing listens': { result: unreachable(result) },
    'no thresholds': { result: { ...result, ...judge(result.aggregate, []), thresholds: [] } },
    steps: { result: { ...passed(result), aggregate: result.aggregate } },
    '50 calls': { result: exampleResult({ calls: fifty }) },
    'long names': { result: longNames() },
    'one hour': { result: exampleResult({ seconds: 3600 }) },
    baseline: { result: exampleResult({ slowness: 1.3 }), baseline: named(exampleResult(), 'before') },
  };
}

/** The same result with another run id. */
function named(result: Result, runId: string): Result {
  return { ...result, spec: { ...result.spec, runId } };
}

function passed(result: Result): Result {
  const { breakingPoint: _, ...rest } = result;
  const { steps: __, ...aggregate } = result.aggregate;
  const thresholds = result.thresholds.filter(({ outcome }) => outcome === 'held');
  return { ...rest, verdict: 'pass', reasons: [], warnings: [], thresholds, aggregate };
}

function starved(result: Result): Result {
  const { generatorLag } = result.aggregate;
  if (!generatorLag) throw new Error('the example has no generator');
  const lag = { ...generatorLag, max: 4_000, percentiles: { ...generatorLag.percentiles, p99: 1_200 } };
  const aggregate = { ...result.aggregate, generatorLag: lag };
  const judged = judge(aggregate, [], {});
  return { ...result, ...judged, thresholds: result.thresholds, aggregate };
}

function interrupted(result: Result): Result {
  const seconds = (result.aggregate.seconds ?? []).slice(0, 86);
  const aggregate = { ...result.aggregate, seconds, loadMs: 86_000 };
  return {
    ...result,
    verdict: 'invalid',
    reasons: ['the run was interrupted by Ctrl-C or SIGINT after 86 of 600 s of load: run again to the end'],
    stopped: { by: 'SIGINT', afterMs: 86_000 },
    aggregate,
  };
}

/** Result of a run without a listener at the system's address: no iteration started. */
function unreachable(result: Result): Result {
  const { generatorLag: _, loadCalls: __, seconds: ___, steps: ____, ...rest } = result.aggregate;
  const none = { started: 0, done: 0, dropped: 0, interrupted: 0, unaccounted: 0, failed: 0, causes: {} };
  const aggregate: Aggregate = {
    ...rest,
    calls: rest.calls.map(
      ({ call, phase }): CallStats =>
        phase === 'load'
          ? { call, phase, count: 0, failed: 0, causes: {} }
          : { call, phase, count: 1, failed: 1, causes: { connection_refused: 1 } },
    ),
    journeys: rest.journeys.map(({ journey, planned }) => ({ journey, planned, ...none })),
  };
  const why =
    'set-up failed: account 1 could not sign in: connection_refused, 127.0.0.1:23999: check the address, and whether it speaks TLS';
  return { ...result, verdict: 'invalid', reasons: [why], warnings: [], thresholds: [], aggregate };
}

/** Result with names of 124 characters without a blank, in several scripts, and an equally long example of a failure. */
function longNames(): Result {
  const name = (start: string) => start.padEnd(124, 'ОченьДлинноеИмяВызова_');
  const result = exampleResult({
    calls: ['GetVacancy', name('Get'), name('Create'), `${'مكالمة'.repeat(20)}x`],
  });
  const at = { firstAtMs: Date.UTC(2026, 10, 21, 4, 50), lastAtMs: Date.UTC(2026, 10, 21, 4, 55) };
  const example = `expected 200, got 500: ${'x'.repeat(170)}`;
  const calls = result.aggregate.calls.map((stats) => ({
    ...stats,
    failures: Object.fromEntries(Object.keys(stats.causes).map((cause) => [cause, { ...at, example }])),
  }));
  const spec = {
    ...result.spec,
    target: `${'a-very-long-host-name.'.repeat(5)}test:443`,
    runId: 'r'.repeat(80),
  };
  return { ...result, spec, aggregate: { ...result.aggregate, calls } };
}
