import { counted } from '../text/counted';
import { DurationError, formatDuration, parseDuration } from '../text/duration';
import type { Problem } from '../text/problem';

/** The content of `plans/profiles/<name>.yml`: users over time, in one of two forms. */
export type ProfileFile = FlatProfileFile | StagedProfileFile;

interface FlatProfileFile {
  readonly description: string;
  /** Time before the load in which all virtual users connect. Absent: they connect in their first iterations. */
  readonly warmUp?: string;
  /** Users at the top of the load. */
  readonly users: number;
  /** Length of the load, from the first arrival to the last, ramp included. */
  readonly duration: string;
  /** Users added per second until there are `users`. Absent: all start at once. */
  readonly spawnRate?: number;
  /** Adds this many users every `every` instead of all in one ramp. */
  readonly step?: { readonly users: number; readonly every: string };
}

interface StagedProfileFile {
  readonly description: string;
  readonly warmUp?: string;
  /**
   * Stages, one after the other: each goes to `users` at `spawnRate` (absent: at once), and stays there until its `duration`
   * is over.
   */
  readonly stages: readonly {
    readonly users: number;
    readonly spawnRate?: number;
    readonly duration: string;
  }[];
}

/** Values with which a run replaces those of its profile. */
export interface ProfileOverrides {
  readonly users?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Users per second. */
  readonly spawnRate?: number | undefined;
}

/** Source of each override, such as `DURATION (command line)`. A problem with the value names this place. */
export type OverridePlaces = Readonly<Record<keyof ProfileOverrides, string>>;

/** The profile's key that each override replaces. */
const OWN_KEYS = { users: 'users', durationMs: 'duration', spawnRate: 'spawnRate' };

/** A corner of the load curve: the number of users at an instant. Two corners at one instant are a jump. */
export interface Corner {
  readonly atMs: number;
  readonly users: number;
}

/** Users over time as straight lines between corners, from 0 ms to the end of the load. */
export type LoadCurve = readonly Corner[];

/**
 * Makes the load curve of a profile, with the overrides of a run. A ramp of n users at r users/s takes n/r seconds; the rest
 * of the duration is held. Steps end exactly at `users`: the last step is smaller when they do not divide evenly.
 * @param where name of the profile in problems, e.g. `plans/profiles/load.yml`
 * @param places names of the overrides in problems
 * @returns the curve, and everything that is wrong with it (then the curve is empty)
 */
export function loadCurve(
  file: ProfileFile,
  overrides: ProfileOverrides,
  where: string,
  places: OverridePlaces = OWN_KEYS,
): { curve: LoadCurve; problems: Problem[] } {
  const problems: Problem[] = [];
  const curve =
    'stages' in file
      ? staged(file, overrides, where, places, problems)
      : flat(file, overrides, where, places, problems);
  return problems.length > 0 ? { curve: [], problems } : { curve, problems };
}

/** k6 accepts no scenario below 1 s, and up to half of the warm-up is the lead of the journeys. */
const SHORTEST_WARM_UP_MS = 2_000;
/** In an hour, one core connects 720,000 virtual users at 200 each second: a longer warm-up is a mistake. */
export const LONGEST_WARM_UP_MS = 3_600_000;

/**
 * Reads the length of a profile's warm-up.
 * @param where name of the profile in problems
 * @returns its length in ms, undefined when there is none, and what is wrong with it
 */
export function warmUpOf({ warmUp }: ProfileFile, where: string): { ms?: number; problems: Problem[] } {
  if (warmUp === undefined) return { problems: [] };
  const problems: Problem[] = [];
  const ms = duration(warmUp, `${where}: warmUp`, problems);
  if (ms < SHORTEST_WARM_UP_MS || ms > LONGEST_WARM_UP_MS)
    problems.push({
      code: 'profile-value',
      where: `${where}: warmUp`,
      message: `is ${warmUp}: write a time from 2s to 1h`,
    });
  return problems.length > 0 ? { problems } : { ms, problems };
}

/** When the load ends, in ms after its start. */
export function curveDurationMs(curve: LoadCurve): number {
  return curve.at(-1)?.atMs ?? 0;
}

/** Planned users at an instant, in ms after the start of the load: on a ramp not a whole number. Undefined after its end. */
export function usersAt(curve: LoadCurve, ms: number): number | undefined {
  const next = curve.findIndex(({ atMs }) => atMs > ms);
  const [before, after] = [curve[next - 1], curve[next]];
  if (!before || !after) return undefined;
  return before.users + ((after.users - before.users) * (ms - before.atMs)) / (after.atMs - before.atMs);
}

/** The longest time with a constant number of users, in ms from the start of the load. Undefined: there is none. */
export function longestHold(
  curve: LoadCurve,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  let longest: { fromMs: number; toMs: number } | undefined;
  let from = curve[0];
  for (const corner of curve) {
    if (from?.users !== corner.users) from = corner;
    const [fromMs, toMs] = [from.atMs, corner.atMs];
    if (toMs - fromMs > (longest ? longest.toMs - longest.fromMs : 0)) longest = { fromMs, toMs };
  }
  return longest;
}

/** The highest number of users at any instant. */
export function peakUsers(curve: LoadCurve): number {
  return curve.reduce((most, corner) => Math.max(most, corner.users), 0);
}

function flat(
  file: FlatProfileFile,
  overrides: ProfileOverrides,
  where: string,
  places: OverridePlaces,
  problems: Problem[],
): LoadCurve {
  const at = (...names: readonly (keyof ProfileOverrides)[]) => {
    const [name] = names.filter((each) => overrides[each] !== undefined);
    return name === undefined ? `${where}: ${OWN_KEYS[names[0] ?? 'users']}` : places[name];
  };
  const users = overrides.users ?? file.users;
  const spawnRate = overrides.spawnRate ?? file.spawnRate;
  const durationMs = overrides.durationMs ?? duration(file.duration, `${where}: duration`, problems);
  checkUsers(users, at('users'), problems);
  checkSpawnRate(spawnRate, at('spawnRate'), problems);
  if (durationMs <= 0)
    problems.push({
      code: 'profile-value',
      where: at('durationMs'),
      message: 'is 0s: write a longer one, such as 30s',
    });
  if (problems.length > 0) return [];
  const curve = new CurveBuilder();
  if (file.step) {
    const everyMs = duration(file.step.every, `${where}: step.every`, problems);
    checkUsers(file.step.users, `${where}: step.users`, problems);
    if (problems.length > 0) return [];
    for (let level = 0; level < users; ) {
      level = Math.min(level + file.step.users, users);
      const before = curve.atMs;
      curve.goTo(level, spawnRate);
      if (curve.atMs - before > everyMs) {
        problems.push({
          code: 'profile-value',
          where: overrides.spawnRate === undefined ? `${where}: step` : places.spawnRate,
          message: `a step of ${counted(file.step.users, 'user')} at ${spawnRate}/s takes longer than ${file.step.every}: raise every or spawnRate`,
        });
        return [];
      }
      if (level < users) curve.holdUntil(before + everyMs);
    }
  } else {
    curve.goTo(users, spawnRate);
  }
  if (curve.atMs > durationMs) {
    problems.push({
      code: 'profile-value',
      where: at('durationMs', 'users', 'spawnRate'),
      message: `the load needs ${formatDuration(Math.ceil(curve.atMs))} to reach ${counted(users, 'user')}, but ends after ${formatDuration(durationMs)}: write a longer duration, a higher spawnRate or fewer users`,
    });
    return [];
  }
  curve.holdUntil(durationMs);
  return curve.corners;
}

function staged(
  file: StagedProfileFile,
  overrides: ProfileOverrides,
  where: string,
  places: OverridePlaces,
  problems: Problem[],
): LoadCurve {
  for (const name of ['users', 'durationMs', 'spawnRate'] as const) {
    if (overrides[name] === undefined) continue;
    problems.push({
      code: 'profile-value',
      where: places[name],
      message: `cannot replace the stages of ${where}: choose a profile without stages, or change the stages there`,
    });
  }
  const curve = new CurveBuilder();
  file.stages.forEach((stage, index) => {
    const path = `${where}: stages[${index}]`;
    const durationMs = duration(stage.duration, `${path}.duration`, problems);
    checkSpawnRate(stage.spawnRate, `${path}.spawnRate`, problems);
    if (!Number.isInteger(stage.users) || stage.users < 0) {
      problems.push({
        code: 'profile-value',
        where: `${path}.users`,
        message: `is ${stage.users}: write a whole number from 0 upwards`,
      });
    }
    if (problems.length > 0) return;
    const end = curve.atMs + durationMs;
    curve.goTo(stage.users, stage.spawnRate);
    if (curve.atMs > end) {
      problems.push({
        code: 'profile-value',
        where: `${path}.duration`,
        message: `is too short to reach ${counted(stage.users, 'user')} at ${stage.spawnRate}/s: write a longer duration or a higher spawnRate`,
      });
      return;
    }
    curve.holdUntil(end);
  });
  if (problems.length === 0 && peakUsers(curve.corners) === 0) {
    problems.push({
      code: 'profile-value',
      where: `${where}: stages`,
      message: 'have no users: write at least one stage with users',
    });
  }
  return curve.corners;
}

class CurveBuilder {
  readonly corners: Corner[] = [];
  atMs = 0;
  private users = 0;

  goTo(users: number, spawnRate: number | undefined): void {
    if (spawnRate === undefined) {
      if (users !== this.users && this.corners.length > 0) this.push(users);
    } else {
      if (this.corners.length === 0) this.push(0);
      this.atMs += (Math.abs(users - this.users) / spawnRate) * 1000;
      this.push(users);
    }
    this.users = users;
    if (this.corners.length === 0) this.push(users);
  }

  holdUntil(atMs: number): void {
    if (atMs <= this.atMs) return;
    this.atMs = atMs;
    this.push(this.users);
  }

  private push(users: number): void {
    this.corners.push({ atMs: this.atMs, users });
  }
}

function duration(text: string, where: string, problems: Problem[]): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    problems.push({ code: 'profile-value', where, message: error.message });
    return Number.NaN;
  }
}

function checkUsers(users: number, where: string, problems: Problem[]): void {
  if (!Number.isInteger(users) || users < 1) {
    problems.push({
      code: 'profile-value',
      where,
      message: `is ${users}: write a whole number from 1 upwards`,
    });
  }
}

function checkSpawnRate(spawnRate: number | undefined, where: string, problems: Problem[]): void {
  if (spawnRate !== undefined && !(spawnRate > 0 && Number.isFinite(spawnRate))) {
    problems.push({
      code: 'profile-value',
      where,
      message: `is ${spawnRate}: write users per second, a number above 0`,
    });
  }
}
