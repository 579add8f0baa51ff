import type { CapacityFile, LevelRun } from '../../results/capacity-file';

/** Outcome of a run at a level. */
export type Outcome = LevelRun['outcome'];

/** Why a search ended before it found both the highest level that holds and the lowest that breaks. */
export type Stop = NonNullable<CapacityFile['stop']>;

/** Why a level was not run, so that the search has to end. */
export type NotRun = 'budget' | 'interrupted' | 'error';

/** Settings of {@link searchCapacity}. */
export interface Search {
  readonly from: number;
  readonly to: number;
  /** Runs of each of the two deciding levels. */
  readonly repeats: number;
  /** Runs one level. */
  readonly trial: (users: number) => Promise<Outcome | NotRun>;
}

/** A level with the outcomes of its runs, in order. */
export interface LevelOutcomes {
  readonly users: number;
  readonly outcomes: readonly Outcome[];
}

/** What a search found. */
export interface Found {
  /** Absent: both levels were found. */
  readonly stop?: Stop;
  readonly highestHeld?: LevelOutcomes;
  readonly lowestBroke?: LevelOutcomes;
  /** Probability that more than half of further runs of both levels would agree, 0 to 1. Absent unless both exist. */
  readonly confidence?: number;
}

/** The search ends when the upper level is at most this many times the lower one. */
const NEAR = 1.05;
/** The same, when there is a level between them whose runs do not agree: the limit is near that level. */
const NEAR_IF_UNSTEADY = 1.15;
/** Number of further runs of a deciding level whose runs do not agree. */
const MORE_RUNS = 2;
/** Smallest share of a level's runs that must agree. Otherwise the level is neither held nor broken. */
const AGREED = 0.75;
/** The search ends when this many runs of one level cannot be judged. */
const MOST_INVALID = 2;

/**
 * Looks for the highest level that holds and the lowest that breaks: doubles the users until a level breaks, then
 * bisects, and repeats the two levels that decide. A level at which the generator starves bounds the search as a broken
 * level does, but says nothing about the system. An inconclusive level bounds nothing: the search goes on below and above it.
 */
export async function searchCapacity({ from, to, repeats, trial }: Search): Promise<Found> {
  const levels = new Map<number, Outcome[]>();
  for (;;) {
    const next = nextLevel(levels, from, to, repeats);
    if (typeof next === 'string') return found(levels, repeats, next === 'done' ? undefined : next);
    const outcome = await trial(next);
    if (outcome === 'budget' || outcome === 'interrupted' || outcome === 'error')
      return found(levels, repeats, outcome);
    levels.set(next, [...(levels.get(next) ?? []), outcome]);
    const invalid = levels.get(next)?.filter((one) => one === 'invalid').length ?? 0;
    if (invalid >= MOST_INVALID) return found(levels, repeats, 'invalid');
  }
}

/** The level to run next, or why there is none. */
function nextLevel(
  levels: ReadonlyMap<number, readonly Outcome[]>,
  from: number,
  to: number,
  repeats: number,
): number | Stop | 'done' {
  for (const [users, outcomes] of levels) if (isUnsure(outcomes)) return users;
  const { low, high, unsteady } = ends(levels, repeats);
  const state = (users: number) => stateOf(levels.get(users) ?? []);
  const why = unsteady.some((users) => state(users) === 'inconclusive') ? 'not judged' : 'noise';
  if (high === undefined) {
    const most = Math.max(low ?? 0, ...unsteady);
    if (most === 0) return from;
    return most >= to ? (low === most ? 'highest level' : why) : Math.min(to, most * 2);
  }
  if (low === undefined) {
    const least = Math.min(high, ...unsteady);
    if (least > 1) return Math.floor(least / 2);
    if (least < high) return why;
    return state(high) === 'starved' ? 'generator' : 'lowest level';
  }
  // Levels that count neither as held nor as broken lie between the two: the search goes on below and above them.
  const [least, most] = [Math.min(high, ...unsteady), Math.max(low, ...unsteady)];
  for (const [below, above] of [
    [low, least],
    [most, high],
  ] as const)
    if (above - below > 1 && above / below > NEAR) return Math.floor((below + above) / 2);
  const again = [low, high].find((users) => needsMore(levels.get(users) ?? [], repeats));
  if (again !== undefined) return again;
  if (unsteady.length > 0 && high / low > NEAR_IF_UNSTEADY) return why;
  return state(high) === 'starved' ? 'generator' : 'done';
}

/** Runs of a level of which most decide whether the generator was starved. */
const STARVED_OF = 3;

/**
 * Whether a level is run again before the search goes on: because no run of it could be judged, or because the generator was
 * starved in one run. That may come from other work on its machine, and a search below this level takes many runs.
 */
function isUnsure(outcomes: readonly Outcome[]): boolean {
  if (outcomes.every((one) => one === 'invalid')) return true;
  const starved = outcomes.filter((one) => one === 'starved').length;
  const others = outcomes.filter((one) => one !== 'starved' && one !== 'invalid').length;
  const most = STARVED_OF / 2;
  return starved > 0 && starved < most && others < most;
}

/**
 * `high`: the lowest level that did not hold. `low`: the highest level below it that held. `unsteady`: the levels
 * between them that are inconclusive or whose runs do not agree; they count neither as held nor as broken.
 */
function ends(levels: ReadonlyMap<number, readonly Outcome[]>, repeats: number) {
  const outcomes = (users: number) => levels.get(users) ?? [];
  const isJudged = (level: number) => outcomes(level).some((one) => one !== 'invalid');
  const users = [...levels.keys()].filter(isJudged).sort((a, b) => a - b);
  const isUnsteady = (level: number) =>
    stateOf(outcomes(level)) === 'inconclusive' ||
    (!needsMore(outcomes(level), repeats) && agreed(outcomes(level)) < AGREED);
  const steady = users.filter((level) => !isUnsteady(level));
  const high = steady.find((level) => stateOf(outcomes(level)) !== 'held');
  const low = steady.findLast((level) => high === undefined || level < high);
  const isBetween = (level: number) => level > (low ?? 0) && (high === undefined || level < high);
  return { low, high, unsteady: users.filter((level) => isUnsteady(level) && isBetween(level)) };
}

function needsMore(outcomes: readonly Outcome[], repeats: number): boolean {
  const { runs } = agreement(outcomes);
  return runs < repeats || (agreed(outcomes) < 1 && runs < repeats + MORE_RUNS);
}

/** The most frequent outcome of a level's runs. On a tie the worse one decides. */
function stateOf(outcomes: readonly Outcome[]): Outcome {
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const [first] = (['broke', 'starved', 'inconclusive', 'held'] as const).toSorted(
    (a, b) => count(b) - count(a),
  );
  return first ?? 'held';
}

/** Share of the runs that count that had the most frequent outcome, 0 to 1. */
function agreed(outcomes: readonly Outcome[]): number {
  const { runs, agreed } = agreement(outcomes);
  return agreed / Math.max(1, runs);
}

/**
 * The runs of a level that count: invalid ones do not, nor does the one in which the generator was starved when most others show
 * that the level does not starve it.
 */
function counting(outcomes: readonly Outcome[]): readonly Outcome[] {
  const judged = outcomes.filter((one) => one !== 'invalid');
  const others = judged.filter((one) => one !== 'starved');
  return judged.length >= STARVED_OF && others.length > judged.length / 2 ? others : judged;
}

/** `runs`: runs of a level that count. `agreed`: how many of them had the most frequent outcome. */
export function agreement(outcomes: readonly Outcome[]): { runs: number; agreed: number } {
  const counted = counting(outcomes);
  return { runs: counted.length, agreed: counted.filter((one) => one === stateOf(counted)).length };
}

function found(
  levels: ReadonlyMap<number, readonly Outcome[]>,
  repeats: number,
  stop: Stop | undefined,
): Found {
  const { low, high } = ends(levels, repeats);
  const level = (users: number) => ({ users, outcomes: levels.get(users) ?? [] });
  const hasBroken = high !== undefined && stateOf(levels.get(high) ?? []) === 'broke';
  return {
    ...(stop && { stop }),
    ...(low !== undefined && { highestHeld: level(low) }),
    ...(hasBroken && { lowestBroke: level(high) }),
    ...(hasBroken &&
      low !== undefined && {
        confidence: sureness(levels.get(low) ?? []) * sureness(levels.get(high) ?? []),
      }),
  };
}

/**
 * Probability that more than half of a level's runs have the outcome that k of its n runs that count had. The prior is
 * uniform over all shares; the posterior then equals the probability that a fair coin shows at most k heads in n + 1
 * throws.
 */
export function sureness(outcomes: readonly Outcome[]): number {
  const { runs, agreed: same } = agreement(outcomes);
  const throws = runs + 1;
  let ways = 1;
  let sum = 0;
  for (let heads = 0; heads <= same; heads++) {
    sum += ways;
    ways = (ways * (throws - heads)) / (heads + 1);
  }
  return sum / 2 ** throws;
}
