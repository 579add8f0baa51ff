import type { CallStats, JourneyStats, Times } from '../../packages/loadline/src/core/figures/aggregate';
import { type RunSpec, SPEC_VERSION } from '../../packages/loadline/src/core/spec/run-spec';
import { makeResult, type Result } from '../../packages/loadline/src/core/verdict/result';

/** Parameters of a simulated run. */
export interface Simulation {
  /** Returns random numbers, uniform from 0 up to 1. */
  readonly random: () => number;
  /** Standard deviation, between runs, of the logarithm of a percentile: 0.04 is about 4 %. */
  readonly spread: number;
  /** Factor on the times of a call, by its name. */
  readonly slower?: Readonly<Record<string, number>>;
  /** Probability that a call fails. */
  readonly failing?: number;
  readonly spec?: Partial<RunSpec>;
  readonly verdict?: Result['verdict'];
  readonly thresholds?: Result['thresholds'];
}

/** Typical 95th percentile of each simulated call, in ms. */
const CALLS = { CreateVacancy: 12, UpdateVacancy: 9, GetVacancy: 6, DeleteVacancy: 8, GetVacancies: 40 };

/** The calls of an iteration of each simulated journey. */
const JOURNEYS = {
  crud: ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy'],
  listing: ['GetVacancies'],
};

const COUNT = 2_000;
const LOAD_MS = 60_000;

/** Makes the result of a run whose percentiles vary around typical ones by a log-normal effect of the run. */
export function simulatedRun(runId: string, simulation: Simulation): Result {
  const { spec, verdict = 'pass', thresholds = [] } = simulation;
  const schedule = {
    kind: 'constant',
    rate: 100,
    timeUnitMs: 3_000,
    durationMs: LOAD_MS,
    startMs: 0,
  } as const;
  const whole: RunSpec = {
    version: SPEC_VERSION,
    loadline: '0.0.0-test',
    suite: 'vacancies',
    runId,
    target: '127.0.0.1:50051',
    profile: 'load',
    users: 100,
    curve: [],
    loadMs: LOAD_MS,
    journeys: Object.entries(JOURNEYS).map(([name, calls]) => ({
      name,
      everyMs: 30_000,
      maxDurationMs: 10_000,
      schedule,
      planned: { min: COUNT, max: COUNT },
      virtualUsers: 35,
      calls,
      metrics: [],
    })),
    calls: [],
    steps: [],
    thresholds: [],
    metrics: { kinds: {}, filters: [], unfinished: [] },
    causes: [],
    sessions: 1,
    settings: [{ name: 'LISTING_PAGES', value: '10', source: 'default' }],
    debug: false,
    instances: 1,
    flat: false,
    ...spec,
  };
  const aggregate = {
    loadMs: LOAD_MS,
    calls: Object.entries(CALLS).map(([call, p95]) => callStats(call, p95, simulation)),
    journeys: Object.entries(JOURNEYS).map(([journey, calls]) => journeyStats(journey, calls, simulation)),
    scriptErrors: 0,
    sessionsRenewed: 0,
    retries: 0,
    recordsLeft: 0,
  };
  const reasons = {
    pass: [],
    fail: ['calls.GetVacancy.failed is 3%, the bound is ≤ 1%'],
    invalid: ['the load generator was starved'],
  }[verdict];
  return makeResult('0.0.0-test', whole, {}, aggregate, { verdict, reasons, warnings: [], thresholds });
}

function callStats(call: string, p95: number, simulation: Simulation): CallStats {
  const { slower = {} } = simulation;
  const failed = failures(simulation);
  return {
    call,
    phase: 'load',
    count: COUNT,
    failed,
    causes: failed > 0 ? { UNAVAILABLE: failed } : {},
    duration: times(p95 * (slower[call] ?? 1), simulation),
  };
}

function journeyStats(journey: string, calls: readonly string[], simulation: Simulation): JourneyStats {
  const p95 = Object.entries(CALLS)
    .filter(([call]) => calls.includes(call))
    .reduce((sum, [call, one]) => sum + one * (simulation.slower?.[call] ?? 1), 0);
  // An iteration that is due at the very end may be missing.
  const done = simulation.random() < 0.1 ? COUNT - 1 : COUNT;
  return {
    journey,
    planned: { min: COUNT - 1, max: COUNT },
    started: done,
    done,
    dropped: 0,
    interrupted: 0,
    unaccounted: 0,
    failed: failures(simulation),
    causes: {},
    duration: times(p95, simulation),
  };
}

function times(typical: number, { random, spread }: Simulation): Times {
  const p95 = typical * Math.exp(spread * normal(random));
  const p99 = p95 * 1.5 * Math.exp(spread * normal(random));
  return {
    count: COUNT,
    min: p95 / 5,
    avg: p95 / 2,
    med: p95 / 2,
    max: p99 * 1.5,
    percentiles: { p95, p99 },
  };
}

/** Number of failures among {@link COUNT} calls: Poisson, by Knuth's product of uniform numbers. */
function failures({ random, failing = 0.0005 }: Simulation): number {
  const end = Math.exp(-failing * COUNT);
  let failed = 0;
  for (let product = random(); product > end; product *= random()) failed++;
  return failed;
}

/** Standard normal random number by the method of Box and Muller (1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
