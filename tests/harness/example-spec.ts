import {
  type JourneySpec,
  type JourneyWork,
  type RunSpec,
  SPEC_VERSION,
} from '../../packages/loadline/src/core/spec/run-spec';
import type { Schedule } from '../../packages/loadline/src/core/spec/schedule';

/** Ten iterations in 10 s. */
const SCHEDULE: Schedule = { kind: 'constant', rate: 1, timeUnitMs: 1_000, durationMs: 10_000, startMs: 0 };

/** Makes an empty spec with the given fields. */
export function exampleSpec(given: Partial<RunSpec> = {}): RunSpec {
  return {
    version: SPEC_VERSION,
    loadline: '0.0.0-test',
    suite: 'vacancies',
    runId: 'r1',
    target: '127.0.0.1:50051',
    profile: 'smoke',
    users: 1,
    curve: [],
    loadMs: 10_000,
    journeys: [],
    calls: [],
    steps: [],
    thresholds: [],
    metrics: { kinds: {}, filters: [], unfinished: [] },
    causes: [],
    sessions: 1,
    settings: [],
    debug: false,
    instances: 1,
    flat: false,
    ...given,
  };
}

/** Makes a journey of a spec. @param planned number of iterations, or its bounds */
export function exampleJourney(
  name: string,
  planned: number | JourneySpec['planned'] = 10,
  given: Partial<JourneySpec> = {},
): JourneySpec {
  return {
    name,
    everyMs: 1_000,
    maxDurationMs: 1_000,
    schedule: SCHEDULE,
    planned: typeof planned === 'number' ? { min: planned, max: planned } : planned,
    virtualUsers: 2,
    calls: [],
    metrics: [],
    ...given,
  };
}

/** Calls and metrics of journeys, by the name of the journey. */
export function workOf(
  journeys: Readonly<Record<string, Partial<Pick<JourneySpec, 'calls' | 'metrics'>>>>,
): JourneyWork[] {
  return Object.entries(journeys).map(([name, { calls = [], metrics = [] }]) => ({ name, calls, metrics }));
}
