import { thereIsNo } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';

/** A problem with what a suite declares. */
export function declarationProblem(where: string, message: string): Problem {
  return { code: 'suite-declaration', where, message };
}

/**
 * Finds the keys of an object that mean nothing. A build checks no types, so a mistyped key would be ignored without a word.
 * @param kind what a key stands for, such as `option`
 * @param known an object with all valid keys
 * @param unnamed valid keys that the problem does not list, as a user does not write them
 */
export function unknownKeys(
  where: string,
  kind: string,
  declared: object,
  known: object,
  unnamed: readonly string[] = [],
): Problem[] {
  const valid = Object.keys(known);
  const shown = valid.filter((key) => !unnamed.includes(key));
  return Object.keys(declared)
    .filter((key) => !valid.includes(key))
    .map((key) => declarationProblem(where, thereIsNo(kind, key, shown)));
}
