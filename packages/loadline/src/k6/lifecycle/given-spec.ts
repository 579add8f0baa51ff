import { OWN } from '../../core/spec/own-variables';
import { type RunSpec, SPEC_VERSION } from '../../core/spec/run-spec';
import { own } from '../../core/text/own';
import type { Problem } from '../../core/text/problem';

/**
 * Checks the spec that the environment names: `bin/loadline` must have made it from these variables for this suite.
 * @param target the address that the variables give
 */
export function specProblems(spec: unknown, suite: string, target: string | undefined): Problem[] {
  const fields = (typeof spec === 'object' && spec !== null ? spec : {}) as Partial<RunSpec>;
  const expected = { version: SPEC_VERSION, loadline: LOADLINE_VERSION, suite, target };
  const other = Object.entries(expected).find(([name, value]) => own(fields, name as 'suite') !== value);
  if (!other) return [];
  const [name, value] = other;
  const message = `names the spec of another run (its ${name} is not ${value}): unset it, only bin/loadline sets it`;
  return [{ code: 'variable-of-loadline', where: OWN.spec, message }];
}

/**
 * Reads the JSON file that one of loadline's own variables names.
 * @param onProblem called when the file cannot be read
 * @returns undefined when the variable is not set
 */
export function readNamed<Content>(
  name: string,
  path: string | undefined,
  onProblem: (problem: Problem) => never,
): Content | undefined {
  if (!path) return undefined;
  try {
    return JSON.parse(open(path)) as Content;
  } catch {
    return onProblem({
      code: 'variable-of-loadline',
      where: name,
      message: 'does not name a readable JSON file: unset it, only bin/loadline sets it',
    });
  }
}
