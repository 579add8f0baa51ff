import type { RunSpec } from '../../core/spec/run-spec';
import { counted } from '../../core/text/counted';
import { formatDuration } from '../../core/text/duration';
import { isReached } from '../../core/thresholds/k6-thresholds';
import type { Threshold } from '../../core/thresholds/threshold';
import { bundleOf } from '../home';
import { inspectBundle } from '../inspect-bundle';
import { type Level, type LevelTest, levelRequest } from '../levels/run-level';

/** Shortest length of a level, in ms. It is doubled until each `fail` threshold has enough samples. */
const SHORTEST_MS = 30_000;
/** Longest length of a level, in ms. Thresholds on events too rare for this length are not judged. */
const LONGEST_MS = 480_000;
/** Longest length that {@link tooShortWarning} advises, in ms. */
const LONGEST_ADVICE_MS = 86_400_000;
/** The advised length is at most this many times the shortest one that is enough. */
const ADVICE_STEP = 1.05;
/** Thresholds that a warning names. */
const MOST_NAMED = 3;

/** Levels of one test and one number of users, of which only the length is open. */
export interface LevelKind {
  readonly test: LevelTest;
  readonly users: number;
}

/** Time that the load of a level takes, in ms, with the warm-up before it. */
export function loadTimeMs({ durationMs }: Level, { warmUpMs = 0 }: Pick<RunSpec, 'warmUpMs'>): number {
  return durationMs + warmUpMs;
}

/** The shortest length, in ms, at which each `fail` threshold gets as many samples as it needs, up to 8 min. */
export function usualLengthMs(kind: LevelKind): number {
  let ms = SHORTEST_MS;
  while (ms < LONGEST_MS && notReached(kind, ms).open.length > 0) ms = Math.min(LONGEST_MS, ms * 2);
  return ms;
}

/**
 * Warns about levels that are too short for some `fail` thresholds to be judged.
 * @returns undefined when each gets as many samples as it needs
 */
export function tooShortWarning(kind: LevelKind, durationMs: number): string | undefined {
  const { open, all } = notReached(kind, durationMs);
  if (open.length === 0) return undefined;
  const named = open.slice(0, MOST_NAMED).map(({ id }) => id);
  const which = [
    ...named,
    ...(open.length > MOST_NAMED ? [`and ${open.length - MOST_NAMED} more`] : []),
  ].join(', ');
  const enough = enoughMs(kind, durationMs);
  const write =
    enough === undefined
      ? `no --duration up to ${formatDuration(LONGEST_ADVICE_MS)} gives them enough: write more users as --from, or a lower minSamples`
      : `write --duration ${formatDuration(enough)}, or more users as --from`;
  return `at ${counted(kind.users, 'user')}, levels of ${formatDuration(durationMs)} may give ${open.length} of ${counted(all, 'threshold')} too few samples to be judged (${which}): ${write}`;
}

/** The `fail` thresholds that get fewer samples than they need, and the number of all `fail` thresholds. */
function notReached({ test, users }: LevelKind, durationMs: number): { open: Threshold[]; all: number } {
  const level: Level = { users, durationMs };
  const { variables, files } = levelRequest(test, level, 'plan');
  const { spec } = inspectBundle(bundleOf(test.suite), variables, files);
  const deciding = spec.thresholds.filter(({ level: kind }) => kind === 'fail');
  return { open: deciding.filter((threshold) => !isReached(threshold, spec)), all: deciding.length };
}

/** A length that is enough, in ms: doubled until it is, then bisected. */
function enoughMs(kind: LevelKind, tooShortMs: number): number | undefined {
  const isEnough = (ms: number) => notReached(kind, ms).open.length === 0;
  let low = Math.max(1_000, tooShortMs);
  let high = low * 2;
  while (!isEnough(high)) {
    low = high;
    high *= 2;
    if (high > LONGEST_ADVICE_MS) return undefined;
  }
  while (high / low > ADVICE_STEP && high - low > 1_000) {
    const between = Math.ceil((low + high) / 2_000) * 1_000;
    if (between >= high) break;
    if (isEnough(between)) high = between;
    else low = between;
  }
  return Math.ceil(high / 1_000) * 1_000;
}
