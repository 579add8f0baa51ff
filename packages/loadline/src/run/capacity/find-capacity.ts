import { ConfigurationError } from '../../core/text/problem';
import { isReached } from '../../core/thresholds/k6-thresholds';
import { isInterruption } from '../../core/verdict/stopped';
import type { LevelRun } from '../../results/capacity-file';
import { type Level, type LevelTest, levelRequest, runLevel } from '../levels/run-level';
import { prepareRun } from '../prepare-run';
import type { StopSwitch } from '../stop-switch';
import { levelRunOf, notJudgedBelow } from './level-outcome';
import { type Found, type LevelOutcomes, type Outcome, searchCapacity } from './search';

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
}

/** The result of a search, and all its runs in the order in which they were made. */
export interface CapacityEnd {
  readonly target: string;
  readonly found: Found;
  readonly runs: readonly (LevelRun & { readonly users: number })[];
}

/** Shortest length of a level, in ms. It is doubled until each `fail` threshold has enough samples. */
const SHORTEST_MS = 30_000;
/** Longest length of a level, in ms. Thresholds on events too rare for this length are not judged. */
const LONGEST_MS = 480_000;

/**
 * Looks for the highest number of users that the tested system carries. Each level is a separate run, with sign-ins and
 * clean-up. A run that would exceed the budget is not started; its time is estimated from the earlier runs.
 * @throws {ConfigurationError} with all problems of the first run, before k6 is started
 */
export async function findCapacity(request: CapacityRequest): Promise<CapacityEnd> {
  const { test, id, budgetMs, stop, onRun } = request;
  const runs: (LevelRun & { users: number })[] = [];
  const startedAt = performance.now();
  const { target } = prepareRun(
    levelRequest(test, { users: request.from, durationMs: SHORTEST_MS }, id),
  ).spec;
  let aroundMs = 0;
  const trial = async (users: number): Promise<Outcome | 'budget' | 'interrupted'> => {
    if (stop.stopped) return 'interrupted';
    const runId = `${id}-${runs.length + 1}`;
    const level = { users, durationMs: request.durationMs ?? 0 };
    let run: LevelRun;
    try {
      if (request.durationMs === undefined) level.durationMs = durationFor(test, users, runId);
      else prepareRun(levelRequest(test, level, runId));
      if (performance.now() - startedAt + level.durationMs + aroundMs > budgetMs) return 'budget';
      const before = performance.now();
      const result = await runLevel(test, level, runId, { stop });
      if (isInterruption(result.stopped)) return 'interrupted';
      aroundMs = Math.max(aroundMs, performance.now() - before - level.durationMs);
      run = levelRunOf(result);
    } catch (error) {
      if (runs.length === 0 || !isOfMachine(error)) throw error;
      const reasons = error.problems.map(({ message }) => message);
      run = { durationMs: level.durationMs, outcome: 'starved', reasons };
    }
    runs.push({ users, ...run });
    onRun(runs.length, users, run);
    return run.outcome;
  };
  const found = await searchCapacity({ ...request, trial });
  return { target, found: { ...found, ...openEnd(found, runs) }, runs };
}

/** The two levels are no result when a threshold broke at the upper one and was not judged at the lower one. */
function openEnd(
  { stop, highestHeld, lowestBroke }: Found,
  runs: readonly (LevelRun & { readonly users: number })[],
): Pick<Found, 'stop'> {
  const at = (level: LevelOutcomes | undefined) => runs.filter(({ users }) => users === level?.users);
  const isOpen = notJudgedBelow(at(highestHeld), at(lowestBroke)).length > 0;
  return stop === undefined && isOpen ? { stop: 'not judged' } : {};
}

/** Whether a run was refused only because this machine has too little memory or too few open files. */
function isOfMachine(error: unknown): error is ConfigurationError {
  const codes = ['memory', 'open-files'];
  return error instanceof ConfigurationError && error.problems.every(({ code }) => codes.includes(code));
}

/** The shortest length at which each `fail` threshold gets as many samples as it needs. */
function durationFor(test: LevelTest, users: number, runId: string): number {
  let level: Level = { users, durationMs: SHORTEST_MS };
  for (;;) {
    const { spec } = prepareRun(levelRequest(test, level, runId));
    const deciding = spec.thresholds.filter(({ level: kind }) => kind === 'fail');
    if (deciding.every((threshold) => isReached(threshold, spec)) || level.durationMs >= LONGEST_MS)
      return level.durationMs;
    level = { users, durationMs: Math.min(LONGEST_MS, level.durationMs * 2) };
  }
}
