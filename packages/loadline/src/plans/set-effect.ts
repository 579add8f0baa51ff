import { isDeepStrictEqual } from 'node:util';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import type { ResolvedTest, SuiteFacts } from './resolve-test';
import type { Assignment } from './set-path';

/**
 * Assignments without which the same would run: nobody writes one for that.
 * @param test with all of them
 * @param resolve the test with some of them; undefined: it cannot run so
 */
export function withoutEffect(
  assignments: readonly Assignment[],
  test: ResolvedTest,
  suites: Readonly<Record<string, SuiteFacts>>,
  resolve: (assignments: readonly Assignment[]) => ResolvedTest | undefined,
): Problem[] {
  const read = own(suites, test.suite)?.variables ?? [];
  const whole = whatRuns(test, read);
  return assignments.flatMap((one, index) => {
    const without = resolve(assignments.filter((_, other) => other !== index));
    if (!without || !isDeepStrictEqual(whatRuns(without, read), whole)) return [];
    return [{ where: `--set ${one.text}`, message: whyNot(one, assignments, test) }];
  });
}

/** A description runs nothing. */
function whatRuns({ variables, sources, profiles, ...test }: ResolvedTest, read: readonly string[]): unknown {
  const loads = Object.entries(profiles).map(([name, { description: _, ...load }]) => [name, load]);
  return { ...test, loads, values: read.map((name) => [own(variables, name), own(sources, name)]) };
}

function whyNot({ text, root, path }: Assignment, all: readonly Assignment[], test: ResolvedTest): string {
  if (all.filter((other) => other.text === text).length > 1) return 'is given more than once: write it once';
  const [first, suite] = path;
  if (root === 'environment' && first === 'suites' && suite !== test.suite)
    return `has no effect, as test ${test.name} runs suite ${test.suite}: write environment.suites.${test.suite}.…, or leave it out`;
  return `has no effect on what test ${test.name} runs: leave it out`;
}
