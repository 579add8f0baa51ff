import type {
  Aggregate,
  CallStats,
  JourneyStats,
  SecondStats,
  Times,
  Windows,
} from '../../packages/loadline/src/core/figures/aggregate';
import { judge } from '../../packages/loadline/src/core/verdict/judge';
import { RESULT_VERSION, type Result } from '../../packages/loadline/src/core/verdict/result';
import { exampleSeconds } from './example-seconds';
import { exampleJourney, exampleSpec } from './example-spec';
import { exampleThresholds } from './example-thresholds';
import { histogram, times } from './log-normal';

/** Size and quality of an example's run. */
export interface ExampleOptions {
  readonly seconds?: number;
  readonly calls?: readonly string[];
  readonly seed?: number;
  /** Factor on every time, for a run that is slower than another. */
  readonly slowness?: number;
}

const CALLS = ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy', 'GetVacancies'];

/**
 * Makes a full result, as from samples: a load in three steps of which the last one is too much. The same options give the
 * same result.
 */
export function exampleResult(options: ExampleOptions = {}): Result {
  const { seconds: length = 600, calls: names = CALLS, seed = 1, slowness = 1 } = options;
  const seconds = exampleSeconds(length, names, slowness, seed);
  const calls = [
    ...names.map((name, index) => call(name, 'load', seconds, index, slowness)),
    setupCall('SignInUser', 60),
  ];
  const journeys = [journey('crud', seconds, slowness), journey('listing', seconds, slowness)];
  const aggregate: Aggregate = {
    loadMs: length * 1000,
    calls,
    journeys,
    seconds,
    loadCalls: times(
      calls.reduce((sum, { phase, count }) => (phase === 'load' ? sum + count : sum), 0),
      60 * slowness,
      0.6,
    ),
    windows: windowsOf(names, seconds, slowness),
    bytesReceived: seconds.reduce((sum, { bytes }) => sum + bytes, 0),
    steps: [
      { number: 1, users: 50, offered: 2000, done: 2000, failed: 0, p95: 212.4, broken: [] },
      { number: 2, users: 100, offered: 4000, done: 3999, failed: 4, p95: 288.9, broken: [] },
      {
        number: 3,
        users: 150,
        offered: 6000,
        done: 5893,
        failed: 171,
        p95: 1630.2,
        broken: ['calls.GetVacancy.p95', 'calls.GetVacancies.failed'],
      },
    ],
    generatorLag: times(length * 10, 1.2, 0.4),
    scriptErrors: 0,
    sessionsRenewed: 12,
    retries: 3,
    recordsLeft: 2,
  };
  return {
    version: RESULT_VERSION,
    loadline: '0.1.0',
    ...judge(aggregate, exampleThresholds(names)),
    spec: exampleSpec({
      runId: '20261121-044627-vacancies',
      profile: 'step',
      users: 150,
      curve: levels(length),
      steps: [1, 2, 3].map((number) => ({
        number,
        fromMs: ((number - 1) * length * 1000) / 3,
        toMs: (number * length * 1000) / 3,
        users: 50 * number,
        offered: 2000 * number,
      })),
      loadMs: length * 1000,
      target: 'vacancies.test:7823 (TLS)',
      journeys: [
        exampleJourney('crud', 10 * length, {
          schedule: {
            kind: 'constant',
            rate: 100,
            timeUnitMs: 10_000,
            durationMs: length * 1000,
            startMs: 0,
          },
        }),
        exampleJourney('listing', length, {
          schedule: {
            kind: 'ramping',
            startRate: 1,
            stages: [{ target: 150, durationMs: length * 1000 }],
            timeUnitMs: 60_000,
            startMs: 25,
          },
        }),
      ],
      settings: [
        { name: 'USERS', value: '150', source: 'variable USERS' },
        { name: 'DURATION', value: `${length}s`, source: 'profile step' },
        { name: 'TLS', value: '1', source: 'environment local' },
        { name: 'PASSWORD', value: '(set)', source: 'variable PASSWORD' },
      ],
    }),
    startedAtMs: Date.UTC(2026, 10, 21, 4, 46, 31),
    versions: {
      suite: '1.4.0',
      'system under test': '2.19.3',
      k6: 'v1.4.0',
      loadline: '0.1.0',
      git: '3cecb22',
    },
    aggregate,
  };
}

/** The planned users, in three steps. */
function levels(seconds: number) {
  const ms = seconds * 1000;
  return [0, 1, 2].flatMap((step) => [
    { atMs: (step * ms) / 3, users: 50 * (step + 1) },
    { atMs: ((step + 1) * ms) / 3, users: 50 * (step + 1) },
  ]);
}

/** Makes a result as k6 alone writes it: without seconds and histogram, and with few percentiles. */
export function plainResult(): Result {
  const full = exampleResult({ seconds: 30 });
  const few = ({ percentiles, ...rest }: Times): Times => ({
    ...rest,
    percentiles: Object.fromEntries(
      Object.entries(percentiles).filter(([name]) => ['p50', 'p90', 'p95', 'p99', 'p99.9'].includes(name)),
    ),
  });
  const {
    seconds: _,
    bytesReceived: __,
    steps: ___,
    generatorLag: ____,
    loadCalls: ______calls,
    windows: ______windows,
    ...aggregate
  } = full.aggregate;
  const { breakingPoint: _____, versions: ______, startedAtMs: _______, ...rest } = full;
  return {
    ...rest,
    verdict: 'pass',
    reasons: [],
    warnings: [],
    thresholds: full.thresholds.filter(({ outcome, id }) => outcome === 'held' && !id.includes('response')),
    aggregate: {
      ...aggregate,
      calls: aggregate.calls.map(({ histogram: _, duration, meanBytes: __, ...stats }) => ({
        ...stats,
        ...(duration && { duration: few(duration) }),
      })),
      journeys: aggregate.journeys.map(({ duration, response: _, delay: __, ...stats }) => ({
        ...stats,
        started: stats.planned.min,
        done: stats.planned.min,
        dropped: 0,
        ...(duration && { duration: few(duration) }),
      })),
    },
  };
}

function call(
  name: string,
  phase: CallStats['phase'],
  seconds: readonly SecondStats[],
  index: number,
  slowness: number,
): CallStats {
  const each = seconds.flatMap(({ calls }) => calls[name] ?? []);
  const count = each.reduce((sum, stats) => sum + stats.count, 0);
  const failed = each.reduce((sum, stats) => sum + stats.failed, 0);
  const median = (20 + 17 * index) * 1.2 * slowness;
  const unavailable = Math.floor(failed / 3);
  const causes = { UNAVAILABLE: unavailable, DEADLINE_EXCEEDED: failed - unavailable };
  return {
    call: name,
    phase,
    count,
    failed,
    causes: Object.fromEntries(Object.entries(causes).filter(([, number]) => number > 0)),
    duration: times(count, median, 0.45),
    meanBytes: 900 + 310 * index,
    ...(name === 'GetVacancies' && {
      stream: {
        messages: count * 87,
        firstMessage: times(count, median / 3, 0.4),
        longestGap: times(count, median / 9, 0.4),
      },
    }),
    histogram: histogram(count, median, 0.45),
  };
}

/** Log-normal durations in buckets of 5 %, for the ten most frequent calls. */
function windowsOf(names: readonly string[], seconds: readonly SecondStats[], slowness: number): Windows {
  const growth = 1.05;
  const size = Math.max(1, Math.ceil(seconds.length / 120));
  const length = Math.ceil(seconds.length / size);
  const calls = names.slice(0, 10).map((name, index) => {
    const windows = Array.from({ length }, (_, window) => {
      const own = seconds.slice(window * size, (window + 1) * size).flatMap(({ calls }) => calls[name] ?? []);
      const count = own.reduce((sum, one) => sum + one.count, 0);
      const median = (20 + 17 * index) * 1.2 * slowness;
      const share = (x: number) => 1 / (1 + Math.exp((-1.702 * Math.log(x / median)) / 0.45));
      const first = Math.ceil(Math.log(median / 3) / Math.log(growth));
      const counts = Array.from({ length: 45 }, (_, bucket) => {
        const [from, to] = [growth ** (first + bucket - 1), growth ** (first + bucket)];
        return Math.round(count * (share(to) - share(from)));
      });
      return { failed: own.reduce((sum, one) => sum + one.failed, 0), first, counts };
    });
    return [name, windows] as const;
  });
  return { seconds: size, length, growth, calls: Object.fromEntries(calls) };
}

function setupCall(name: string, count: number): CallStats {
  return { call: name, phase: 'setup', count, failed: 0, causes: {}, duration: times(count, 80, 0.2) };
}

function journey(name: string, seconds: readonly SecondStats[], slowness: number): JourneyStats {
  const due = seconds.reduce((sum, stats) => sum + stats.due, 0);
  const dropped = name === 'crud' ? seconds.reduce((sum, stats) => sum + stats.dropped, 0) : 0;
  const failed = Math.round(due / 120);
  return {
    journey: name,
    planned: { min: due, max: due + 1 },
    started: due - dropped,
    done: due - dropped,
    dropped,
    interrupted: 0,
    unaccounted: 0,
    failed,
    causes: { UNAVAILABLE: failed },
    duration: times(due - dropped, 190 * slowness, 0.4),
    response: times(due - dropped, 194 * slowness, 0.42),
    delay: times(due - dropped, 0.6, 0.9),
  };
}
