import type { Options } from 'k6/options';
import type { Problem } from '../../core/text/problem';

type Scenarios = NonNullable<Options['scenarios']>;

/** What decides when passes start. */
const SHAPE = ['rate', 'startRate', 'timeUnit', 'duration', 'stages'];

/**
 * Journeys that k6 starts otherwise than is planned: it runs an archive with the options that this was made with, whatever
 * the variables say now. Then another load would be judged than was put on.
 * @param planned what the variables ask for
 * @param running what k6 says it does; a journey that it leaves out altogether is missed by the judge
 */
export function frozenLoad(planned: Scenarios = {}, running: Scenarios = {}): Problem[] {
  const different = Object.keys(planned).filter((name) => {
    return running[name] && shapeOf(planned[name]) !== shapeOf(running[name]);
  });
  return different.map((name) => ({
    where: `journey ${name}`,
    message:
      'the load of an archive is fixed, and the variables ask for another one: unset PROFILE, USERS, DURATION, SPAWN_RATE, TAGS and EXCLUDE_TAGS, or make another archive',
  }));
}

function shapeOf(scenario: unknown): string {
  const fields = scenario as Readonly<Record<string, unknown>>;
  return JSON.stringify(SHAPE.map((name) => withMs(fields[name])));
}

/** Durations as ms: k6 writes `1m0s` for `60000ms`. */
function withMs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(({ target, duration }) => [target, withMs(duration)]);
  return typeof value === 'string' ? goDurationMs(value) : (value ?? 0);
}

function goDurationMs(text: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return Math.round(parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0));
}
