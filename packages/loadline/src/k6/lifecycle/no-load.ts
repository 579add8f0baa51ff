import { FOREVER_MS, type RunData } from '../auth/session';

/** Makes the data of a run without load. */
export function noLoad(runId: string, mark: string, settings: RunData['settings']): RunData {
  return {
    runId,
    mark,
    firstSession: 0,
    signedInAtMs: 0,
    tokenLifeMs: FOREVER_MS,
    signInMs: 0,
    startedAtMs: 0,
    loadMs: 0,
    accounts: 0,
    journeys: {},
    settings,
    countsCalls: false,
    steps: [],
  };
}
