import type { Problem } from '../text/problem';

/**
 * Variables by which `bin/loadline` tells a bundle about its run. The prefix keeps a common name in somebody's environment
 * from having an effect on k6 alone.
 */
export const OWN = {
  /** Path of the spec that was made before k6 was started. */
  spec: 'LOADLINE_SPEC',
  /** Path of profiles and thresholds that go before those that were built in. */
  planFiles: 'LOADLINE_PLAN_FILES',
  /** What set-up does about waiting until the system has drained. */
  drainOrder: 'LOADLINE_DRAIN_ORDER',
  /** Name of the result's file. */
  resultFile: 'LOADLINE_RESULT_FILE',
  /** Where the value of each variable comes from, as JSON. */
  sources: 'LOADLINE_SOURCES',
} as const;

/** All variables that `bin/loadline` sets itself, and what its user writes instead; empty: nothing. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(OWN).map((name) => [name, ''])),
  ONLY: 'loadline setup',
  SWEEP_RUN: 'loadline sweep SUITE --run <id>',
  SWEEP_OLDER_THAN: 'loadline sweep SUITE --older-than 1h',
  DRY_RUN: 'loadline sweep SUITE --dry-run',
  OUT: '--run-id, as the files of a run go to reports/<run id>',
  INSTANCES: 'loadline run --instances 3, or of several machines --instance 1/3 on the first',
  INSTANCE: 'loadline run --instance 1/3',
};

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of a user that `bin/loadline` sets itself: they would start another run than the command says, or get lost. */
export function ownVariables(variables: Variables): Problem[] {
  return Object.entries(INSTEAD)
    .filter(([name]) => variables[name])
    .map(([where, instead]) => {
      const write = instead === '' ? '' : `, and write ${instead}`;
      return { code: 'variable-of-loadline', where, message: `is set by loadline itself: unset it${write}` };
    });
}

/** The variables of a user without those that `bin/loadline` sets itself. */
export function withoutOwn<Value>(variables: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !Object.hasOwn(INSTEAD, name)));
}
