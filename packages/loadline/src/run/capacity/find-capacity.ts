import { counted } from '../../core/text/counted';
import { ConfigurationError } from '../../core/text/problem';
import { isInterruption } from '../../core/verdict/stopped';
import type { LevelRun } from '../../results/capacity-file';
import { errorText, type LevelTest, levelRequest, runLevel } from '../levels/run-level';
import { prepareRun } from '../prepare-run';
import type { StopSwitch } from '../stop-switch';
import { connectionsWarner } from './connections-warner';
import { loadTimeMs, usualLengthMs } from './level-length';
import { levelRunOf, notJudgedBelow } from './level-outcome';
import { type Found, type LevelOutcomes, type NotRun, type Outcome, searchCapacity } from './search';

/** Settings of {@link findCapacity}. */
export interface CapacityRequest {
  readonly test: LevelTest;
  /** Id of the search. Its runs are `<id>-1`, `<id>-2` and so on. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly repeats: number;
  readonly budgetMs: number;
  /** Length of each level, in ms. Absent: long enough for its `fail` thresholds to be judged. */
  readonly durationMs?: number | undefined;
  readonly stop: StopSwitch;
  /** Called after each run. */
  readonly onRun: (number: number, users: number, run: LevelRun) => void;
  /** Receives warnings about levels. */
  readonly warn: (text: string) => void;
}

/** A run of a search, with its number of users. */
export type SearchRun = LevelRun & { readonly users: number };

/** The result of a search, and all its runs in the order in which they were made. */
export interface CapacityEnd {
  readonly found: Found;
  readonly runs: readonly SearchRun[];
  /** Why a level could not be run, so that the search ended. */
  readonly failure?: string;
}

/**
 * Looks for the highest number of users that the tested system carries. Each level is a separate run, with sign-ins and
 * clean-up. A run that would exceed the budget is not started; its time is estimated from the earlier runs. When a later
 * level cannot be run, the search ends with what is known.
 * @throws {ConfigurationError} with all problems of the first run, before k6 is started
 */
export async function findCapacity(request: CapacityRequest): Promise<CapacityEnd> {
  const { test, id, budgetMs, durationMs, stop, onRun } = request;
  const warnOfConnections = connectionsWarner(request.warn);
  const runs: SearchRun[] = [];
  const startedAt = performance.now();
  /** Longest time that a run took besides its load and its warm-up. */
  let aroundMs = 0;
  let failure: string | undefined;
  const trial = async (users: number): Promise<Outcome | NotRun> => {
    if (stop.stopped) return 'interrupted';
    const runId = `${id}-${runs.length + 1}`;
    const level = { users, durationMs: durationMs ?? 0 };
    let run: LevelRun;
    try {
      if (durationMs === undefined) level.durationMs = usualLengthMs({ test, users });
      const { spec } = prepareRun(levelRequest(test, level, runId));
      const lengthMs = loadTimeMs(level, spec);
      if (performance.now() - startedAt + lengthMs + aroundMs > budgetMs) return 'budget';
      warnOfConnections(users, spec);
      const before = performance.now();
      const result = await runLevel(test, level, runId, { stop, madeBy: id });
      if (isInterruption(result.stopped)) return 'interrupted';
      aroundMs = Math.max(aroundMs, performance.now() - before - lengthMs);
      run = levelRunOf(result);
    } catch (error) {
      if (runs.length === 0) throw error;
      if (!isOfMachine(error)) {
        failure = `the level of ${counted(users, 'user')} could not be run: ${errorText(error)}`;
        return 'error';
      }
      const reasons = error.problems.map(({ message }) => message);
      run = { durationMs: level.durationMs, outcome: 'starved', reasons };
    }
    runs.push({ users, ...run });
    onRun(runs.length, users, run);
    return run.outcome;
  };
  const found = await searchCapacity({ ...request, trial });
  const end = { found: { ...found, ...openEnd(found, runs) }, runs };
  return failure === undefined ? end : { ...end, failure };
}

/** The two levels are no result when a threshold broke at the upper one and was not judged at the lower one. */
function openEnd({ stop, highestHeld, lowestBroke }: Found, runs: readonly SearchRun[]): Pick<Found, 'stop'> {
  const at = (level: LevelOutcomes | undefined) => runs.filter(({ users }) => users === level?.users);
  const isOpen = notJudgedBelow(at(highestHeld), at(lowestBroke)).length > 0;
  return stop === undefined && isOpen ? { stop: 'not judged' } : {};
}

/** Whether a run was refused only because this machine has too little memory or too few open files. */
function isOfMachine(error: unknown): error is ConfigurationError {
  const codes = ['memory', 'open-files'];
  return error instanceof ConfigurationError && error.problems.every(({ code }) => codes.includes(code));
}
