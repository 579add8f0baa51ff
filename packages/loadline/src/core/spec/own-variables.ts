import type { Problem } from '../text/problem';

/**
 * Variables by which `bin/loadline` passes facts about the run to the bundle. Because of the prefix, a common name in a
 * user's environment has no effect on plain k6.
 */
export const OWN = {
  /** Path of the spec that was made before k6 was started. */
  spec: 'LOADLINE_SPEC',
  /** Path of a file with profiles and thresholds that take precedence over those that were built in. */
  planFiles: 'LOADLINE_PLAN_FILES',
  /** A {@link DrainOrder}: what set-up does about waiting until the system has drained. */
  drainOrder: 'LOADLINE_DRAIN_ORDER',
  /** Name of the result file. */
  resultFile: 'LOADLINE_RESULT_FILE',
  /** URL of a program that lets each {@link GatedPhase} begin. */
  gate: 'LOADLINE_GATE',
  /** Where the value of each variable comes from, as JSON. */
  sources: 'LOADLINE_SOURCES',
  /** Set when only facts about the suite are needed: then a variable that a run needs may be missing. */
  facts: 'LOADLINE_FACTS',
} as const;

/**
 * All variables that `bin/loadline` sets itself, with what its user writes instead. Empty: there is nothing to write
 * instead.
 */
const INSTEAD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(OWN).map((name) => [name, ''])),
  ONLY: 'loadline setup',
  SWEEP_RUN: 'loadline sweep SUITE --run <id>',
  SWEEP_OLDER_THAN: 'loadline sweep SUITE --older-than 1h',
  DRY_RUN: 'loadline sweep SUITE --dry-run',
  OUT: '--run-id, because the files of a run go to reports/<run id>',
  INSTANCES: 'loadline run --instances 3, or with several machines --instance 1/3 on the first',
  INSTANCE: 'loadline run --instance 1/3',
};

/** What a user writes instead of a variable that `bin/loadline` sets itself: empty when nothing; undefined for any other one. */
export function insteadOf(name: string): string | undefined {
  return Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Finds variables of a user that `bin/loadline` sets itself: they would start another run than the command says, or get
 * lost.
 */
export function ownVariables(variables: Variables): Problem[] {
  return Object.entries(INSTEAD)
    .filter(([name]) => variables[name])
    .map(([where, instead]) => {
      const write = instead === '' ? '' : `, and write ${instead}`;
      return { code: 'variable-of-loadline', where, message: `is set by loadline itself: unset it${write}` };
    });
}

/** Removes the variables that `bin/loadline` sets itself. */
export function withoutOwn<Value>(variables: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !Object.hasOwn(INSTEAD, name)));
}
