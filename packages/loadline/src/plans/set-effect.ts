import { isDeepStrictEqual } from 'node:util';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import type { SuiteFacts } from './references';
import type { ResolvedTest } from './resolve-test';
import type { Assignment } from './set-path';

/**
 * Problems of assignments that change nothing in what runs: they are mistakes, as nobody writes one for that.
 * @param test with all assignments
 * @param environment the process's variables
 * @param resolve the test with some of the assignments; undefined when it cannot run with them
 */
export function withoutEffect(
  assignments: readonly Assignment[],
  test: ResolvedTest,
  suites: Readonly<Record<string, SuiteFacts>>,
  environment: Readonly<Record<string, string | undefined>>,
  resolve: (assignments: readonly Assignment[]) => ResolvedTest | undefined,
): Problem[] {
  const read = own(suites, test.suite)?.variables ?? [];
  const whole = whatRuns(test, read, environment);
  return assignments.flatMap((one, index) => {
    const without = resolve(assignments.filter((_, other) => other !== index));
    if (!without || !isDeepStrictEqual(whatRuns(without, read, environment), whole)) return [];
    return [
      { code: 'set-without-effect', where: `--set ${one.text}`, message: whyNot(one, assignments, test) },
    ];
  });
}

/** Keys of a profile by the variable that sets them. */
const OF_PROFILE: Readonly<Record<string, string>> = {
  USERS: 'users',
  DURATION: 'duration',
  SPAWN_RATE: 'spawnRate',
};

/**
 * Everything that decides what runs. Descriptions do not, nor do the sources of values; the name of the variable that a
 * secret is read from does.
 */
function whatRuns(
  { variables, sources, profiles, description: _, ...test }: ResolvedTest,
  read: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const loads = Object.entries(profiles).map(([name, { description: _, ...load }]) => [name, load]);
  const given = (name: string) => own(variables, name) ?? (environment[name] || undefined);
  const profile = { ...own(profiles, given('PROFILE') ?? '') } as Readonly<Record<string, unknown>>;
  const ofProfile = (name: string) => own(profile, own(OF_PROFILE, name) ?? '');
  const values = read.map((name) => [
    String(given(name) ?? ofProfile(name)),
    /^(\S+) of /.exec(own(sources, name) ?? '')?.[1],
  ]);
  return { ...test, loads, values };
}

function whyNot({ text, root, path }: Assignment, all: readonly Assignment[], test: ResolvedTest): string {
  if (all.filter((other) => other.text === text).length > 1) return 'is given more than once: write it once';
  const [first, suite] = path;
  if (root === 'environment' && first === 'suites' && suite !== test.suite)
    return `has no effect, as test ${test.name} runs suite ${test.suite}: write environment.suites.${test.suite}.…, or leave it out`;
  return `has no effect on what test ${test.name} runs: leave it out`;
}
