/** How a run at a level ended: its thresholds held or broke, the generator could not deliver it, or it cannot be judged. */
export type Outcome = 'held' | 'broke' | 'starved' | 'invalid';

/** Why a search ended without both ends. */
export type Stop =
  | 'generator'
  | 'budget'
  | 'noise'
  | 'highest level'
  | 'lowest level'
  | 'invalid'
  | 'interrupted';

/** Settings of {@link searchCapacity}. */
export interface Search {
  readonly from: number;
  readonly to: number;
  /** Runs of each of the two deciding levels. */
  readonly repeats: number;
  /** Runs one level. `budget` and `interrupted`: there was no run, and there shall be none. */
  readonly trial: (users: number) => Promise<Outcome | 'budget' | 'interrupted'>;
}

/** A level with the outcomes of its runs, in order. */
export interface LevelOutcomes {
  readonly users: number;
  readonly outcomes: readonly Outcome[];
}

/** What a search found. */
export interface Found {
  /** Absent: both ends were found. */
  readonly stop?: Stop;
  readonly highestHeld?: LevelOutcomes;
  readonly lowestBroke?: LevelOutcomes;
  /** How sure it is that the two levels would end in the same way again, most of the time: 0 to 1. Absent without both. */
  readonly confidence?: number;
}

/** Two levels are near enough when the upper one is at most this much larger. */
const NEAR = 1.05;
/** The same, when the runs of a level between them do not agree: the limit is somewhere there. */
const NEAR_IF_UNSTEADY = 1.15;
/** A deciding level whose runs do not agree gets so many more runs. */
const MORE_RUNS = 2;
/** A level decides nothing when less than this share of its runs agree. */
const AGREED = 0.75;
/** So many runs of one level that cannot be judged end the search. */
const MOST_INVALID = 2;

/**
 * Looks for the highest level that holds and the lowest that breaks: doubles the users until a level breaks, then halves the
 * distance, and repeats the two levels that decide. A level at which the generator starves bounds the search like one that
 * breaks, but says nothing about the system.
 */
export async function searchCapacity({ from, to, repeats, trial }: Search): Promise<Found> {
  const levels = new Map<number, Outcome[]>();
  for (;;) {
    const next = nextLevel(levels, from, to, repeats);
    if (typeof next === 'string') return found(levels, repeats, next === 'done' ? undefined : next);
    const outcome = await trial(next);
    if (outcome === 'budget' || outcome === 'interrupted') return found(levels, repeats, outcome);
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
  // A run that cannot be judged is done once more.
  for (const [users, outcomes] of levels) if (outcomes.every((one) => one === 'invalid')) return users;
  const { low, high, unsteady } = ends(levels, repeats);
  if (high === undefined) {
    const most = Math.max(low ?? 0, ...unsteady);
    if (most === 0) return from;
    return most >= to ? (low === most ? 'highest level' : 'noise') : Math.min(to, most * 2);
  }
  if (low === undefined) {
    const least = Math.min(high, ...unsteady);
    return least <= 1 ? (least === high ? 'lowest level' : 'noise') : Math.floor(least / 2);
  }
  // Levels whose runs do not agree lie between the two: the search goes on below and above them.
  const [least, most] = [Math.min(high, ...unsteady), Math.max(low, ...unsteady)];
  for (const [below, above] of [
    [low, least],
    [most, high],
  ] as const)
    if (above - below > 1 && above / below > NEAR) return Math.floor((below + above) / 2);
  const again = [low, high].find((users) => needsMore(levels.get(users) ?? [], repeats));
  if (again !== undefined) return again;
  if (unsteady.length > 0 && high / low > NEAR_IF_UNSTEADY) return 'noise';
  return stateOf(levels.get(high) ?? []) === 'starved' ? 'generator' : 'done';
}

/**
 * The lowest level that did not hold, and the highest one below it that did; and the levels between them whose runs do not
 * agree, which decide nothing.
 */
function ends(levels: ReadonlyMap<number, readonly Outcome[]>, repeats: number) {
  const outcomes = (users: number) => levels.get(users) ?? [];
  const users = [...levels.keys()].sort((a, b) => a - b);
  const isUnsteady = (level: number) =>
    !needsMore(outcomes(level), repeats) && agreed(outcomes(level)) < AGREED;
  const steady = users.filter((level) => !isUnsteady(level));
  const high = steady.find((level) => stateOf(outcomes(level)) !== 'held');
  const low = steady.findLast((level) => high === undefined || level < high);
  const isBetween = (level: number) => level > (low ?? 0) && (high === undefined || level < high);
  return { low, high, unsteady: users.filter((level) => isUnsteady(level) && isBetween(level)) };
}

function needsMore(outcomes: readonly Outcome[], repeats: number): boolean {
  const judged = outcomes.filter((one) => one !== 'invalid').length;
  return judged < repeats || (agreed(outcomes) < 1 && judged < repeats + MORE_RUNS);
}

/** How most of the runs of a level ended. When they are even, the worse counts. */
function stateOf(outcomes: readonly Outcome[]): Outcome {
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const [first] = (['broke', 'starved', 'held'] as const).toSorted((a, b) => count(b) - count(a));
  return first ?? 'held';
}

/** Share of the runs that ended as most of them did. */
function agreed(outcomes: readonly Outcome[]): number {
  const judged = outcomes.filter((one) => one !== 'invalid');
  return judged.filter((one) => one === stateOf(outcomes)).length / Math.max(1, judged.length);
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
 * Probability that a level ends in the same way more often than not. Without any run, each share of such ends is as likely as
 * any other; k of n runs then give the probability that a fair coin shows at most k heads in n + 1 throws.
 */
export function sureness(outcomes: readonly Outcome[]): number {
  const judged = outcomes.filter((one) => one !== 'invalid');
  const same = judged.filter((one) => one === stateOf(outcomes)).length;
  const throws = judged.length + 1;
  let ways = 1;
  let sum = 0;
  for (let heads = 0; heads <= same; heads++) {
    sum += ways;
    ways = (ways * (throws - heads)) / (heads + 1);
  }
  return sum / 2 ** throws;
}
