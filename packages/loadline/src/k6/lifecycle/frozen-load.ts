import type { Options } from 'k6/options';
import type { Problem } from '../../core/text/problem';

type Scenarios = NonNullable<Options['scenarios']>;

/** Fields of a scenario that decide when iterations start. */
const SHAPE = ['startTime', 'rate', 'startRate', 'timeUnit', 'duration', 'stages'];

/** Scenarios that replace the load, and the variables that request them. */
const ALONE: Readonly<Record<string, string>> = { debug: 'DEBUG', sweep: 'SWEEP_RUN, SWEEP_OLDER_THAN' };

/**
 * Finds journeys that k6 runs differently than planned. k6 runs an archive with the options with which it was made, whatever
 * the variables say now. Then the verdict would be about another load than the one that ran.
 * @param planned scenarios that the variables request
 * @param running scenarios that k6 says it runs; the judge notices a journey that is missing from them
 */
export function frozenLoad(planned: Scenarios = {}, running: Scenarios = {}): Problem[] {
  const different = Object.keys(planned).filter((name) => {
    return running[name] && !isSame(shapeOf(planned[name]), shapeOf(running[name]));
  });
  const lost = Object.entries(ALONE).filter(([name]) => planned[name] && !running[name]);
  const notThere = lost.map(
    ([, variables]): Problem => ({
      code: 'archive-is-fixed',
      where: variables,
      message: `has no effect on an archive, which always runs the load with which it was made: unset it, or use the bundle itself`,
    }),
  );
  const others = different.map(
    (name): Problem => ({
      code: 'archive-is-fixed',
      where: `journey ${name}`,
      message:
        'the load of an archive is fixed, and the variables request another one: unset PROFILE, USERS, DURATION, SPAWN_RATE, TAGS and EXCLUDE_TAGS, or make another archive',
    }),
  );
  return [...notThere, ...others];
}

/** Rates and numbers of users are whole, and k6 cuts durations to nanoseconds: less than half a unit is no difference. */
function isSame(planned: readonly number[], running: readonly number[]): boolean {
  return (
    planned.length === running.length &&
    planned.every((value, index) => Math.abs(value - (running[index] ?? Number.NaN)) < 0.5)
  );
}

function shapeOf(scenario: unknown): number[] {
  const fields = scenario as Readonly<Record<string, unknown>>;
  return SHAPE.flatMap((name) => numbersOf(fields[name]));
}

/** A rate, a duration in ms, or those of each stage. Durations are texts, and k6 writes `1m0s` for `60000ms`. */
function numbersOf(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(({ target, duration }) => [target, ...numbersOf(duration)]);
  return [typeof value === 'string' ? goDurationMs(value) : Number(value ?? 0)];
}

function goDurationMs(text: string): number {
  const units: Readonly<Record<string, number>> = {
    h: 3_600_000,
    m: 60_000,
    s: 1_000,
    ms: 1,
    µs: 1e-3,
    ns: 1e-6,
  };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|µs|ns)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}
