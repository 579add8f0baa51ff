import { OWN } from '../../core/spec/own-variables';
import { type RunSpec, SPEC_VERSION } from '../../core/spec/run-spec';
import { own } from '../../core/text/own';
import type { Problem } from '../../core/text/problem';

/**
 * What is wrong with a spec that the environment names: it is not what `bin/loadline` made of these variables for this suite.
 * @param target the address that the variables give
 */
export function specProblems(spec: unknown, suite: string, target: string | undefined): Problem[] {
  const fields = (typeof spec === 'object' && spec !== null ? spec : {}) as Partial<RunSpec>;
  const expected = { version: SPEC_VERSION, loadline: LOADLINE_VERSION, suite, target };
  const other = Object.entries(expected).find(([name, value]) => own(fields, name as 'suite') !== value);
  if (!other) return [];
  const [name, value] = other;
  const message = `names a spec that is not of this run (its ${name} is not ${value}): unset it, bin/loadline alone sets it`;
  return [{ code: 'variable-of-loadline', where: OWN.spec, message }];
}

/**
 * The content of the JSON file that a variable of loadline names.
 * @param onProblem told when it cannot be read
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
      message: 'names no JSON file that can be read: unset it, bin/loadline alone sets it',
    });
  }
}
