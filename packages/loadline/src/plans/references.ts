import type { SuiteInfo } from '../core/spec/run-spec';
import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import { fieldName } from './environment-file';
import type { RawPlans } from './read-plans';

/** The parts of a suite's declaration that a test can refer to. */
export interface SuiteFacts extends Pick<SuiteInfo, 'tags' | 'variables' | 'addresses'> {
  /** Why the suite cannot be inspected, so that these parts are empty. Absent: they are known. */
  readonly problems?: readonly Problem[];
}

/**
 * Problems of names in the plan files that do not exist, and of tags that no journey has. It reads the files before they are
 * checked, so that these problems are told together with all others. It ignores values of the wrong type: the schemas refuse
 * them.
 */
export function checkReferences(
  { registry, profiles, environments }: Pick<RawPlans, 'registry' | 'profiles' | 'environments'>,
  suites: Readonly<Record<string, SuiteFacts>>,
): Problem[] {
  const problems: Problem[] = [];
  const known = (kind: string, name: unknown, valid: readonly string[], where: string) => {
    if (typeof name === 'string' && name !== '' && !valid.includes(name))
      problems.push(unknown(kind, name, valid, where));
  };
  const suiteNames = Object.keys(suites);
  const areAllKnown = Object.values(suites).every(({ problems: wrong }) => wrong === undefined);
  checkRegistry(registry, { suites, profiles, environments }, known);
  const secrets = Object.values(suites).flatMap(({ variables }) =>
    variables.map((name) => name.toUpperCase()),
  );
  for (const [name, environment] of Object.entries(environments)) {
    const { suites: systems, roles } = fields(environment);
    const at = `plans/environments/${name}.yml`;
    for (const [role, accounts] of Object.entries(fields(roles))) {
      const prefix = `${role}_1_`.toUpperCase();
      const parts = secrets
        .filter((secret) => secret.startsWith(prefix))
        .map((secret) => secret.slice(prefix.length).toLowerCase());
      const named = list(accounts).flatMap((account) => Object.keys(fields(account)));
      // The schema refuses other names.
      for (const part of new Set(named.filter((field) => fieldName.safeParse(field).success)))
        if (areAllKnown) known('secret', part, parts, `${at}: roles.${role}`);
    }
    for (const suite of Object.keys(fields(systems)))
      known('suite', suite, suiteNames, `${at}: suites.${suite}`);
  }
  return problems;
}

type Known = (kind: string, name: unknown, valid: readonly string[], where: string) => void;

interface Valid extends Pick<RawPlans, 'profiles' | 'environments'> {
  readonly suites: Readonly<Record<string, SuiteFacts>>;
}

function checkRegistry(registry: unknown, { suites, profiles, environments }: Valid, known: Known): void {
  const file = 'plans/registry.yml';
  const { current, tests } = fields(registry);
  known('test', current, Object.keys(fields(tests)), `${file}: current`);
  for (const [name, test] of Object.entries(fields(tests))) {
    const { suite, profile, environment, overrides } = fields(test);
    const at = `${file}: tests.${name}`;
    known('suite', suite, Object.keys(suites), `${at}.suite`);
    known('profile', profile, Object.keys(profiles), `${at}.profile`);
    known('environment', environment, Object.keys(environments), `${at}.environment`);
    const facts = own(suites, String(suite));
    if (!facts || facts.problems) continue;
    for (const key of ['tags', 'excludeTags'])
      for (const tag of list(fields(overrides)[key])) known('tag', tag, facts.tags, `${at}.overrides.${key}`);
  }
}

/** The fields of an object; none of anything else. */
function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The problem of a name that does not exist, with the nearest one that does. */
export function unknown(kind: string, name: string, valid: readonly string[], where: string): Problem {
  return { code: 'unknown-name', where, message: thereIsNo(kind, name, valid) };
}
