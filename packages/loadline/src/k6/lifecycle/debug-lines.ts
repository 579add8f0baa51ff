import type { Setting } from '../../core/spec/run-spec';

/** Variables that set the amount of load. `DEBUG` runs no load. */
const OF_A_LOAD = [
  'PROFILE',
  'USERS',
  'DURATION',
  'SPAWN_RATE',
  'EVERY',
  'MAX_SESSIONS',
  'INSTANCES',
  'INSTANCE',
];

/** Writes what `DEBUG` does, and a line with the variables that a user set and that have no effect with it. */
export function debugLines(
  journeys: readonly { readonly name: string }[],
  settings: readonly Setting[],
): string[] {
  const names = journeys.map(({ name }) => name).join(', ');
  const given = settings.filter(({ name, source }) => OF_A_LOAD.includes(name) && source === 'variable');
  return [
    `debug: one user, one iteration of each journey (${names}), no thresholds`,
    ...(given.length === 0 ? [] : [`debug: not used: ${given.map(({ name }) => name).join(', ')}`]),
  ];
}
