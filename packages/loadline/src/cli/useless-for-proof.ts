import type { Problem } from '../core/text/problem';
import type { TestOptions } from './test-options';

/** Keys of a profile, or of the overrides of a test, that each run of a proof replaces. */
const REPLACED =
  /^(?:profile|test\.overrides)\.(duration|spawnRate|step\.\w+|step|stages\[\d+\]\.(?:duration|spawnRate))=/;

const AT_ONCE = 'all users start at once';

/**
 * Finds settings that have no effect in a proof, because its runs replace them.
 * @param variables of the process
 */
export function uselessForProof(
  { proxy, spawnRate, set }: TestOptions,
  variables: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const problem = (where: string, message: string): Problem => ({
    code: 'option-without-effect',
    where,
    message,
  });
  return [
    ...(proxy === undefined
      ? []
      : [problem('--proxy', 'a proxy of its own stands before the system: leave it out')]),
    ...(spawnRate === undefined ? [] : [problem('--spawn-rate', `${AT_ONCE}: leave it out`)]),
    ...(variables.SPAWN_RATE ? [problem('SPAWN_RATE', `${AT_ONCE}: unset it`)] : []),
    ...(variables.DURATION
      ? [
          problem(
            'DURATION',
            'is not read, as each run has a length of its own: unset it, and write --duration',
          ),
        ]
      : []),
    ...set
      .filter((text) => REPLACED.test(text))
      .map((text) =>
        problem(
          `--set ${text}`,
          `${AT_ONCE}, and stay for --duration: leave it out, or write --users and --duration`,
        ),
      ),
  ];
}
