import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import type { Plans } from './read-plans';
import type { SuiteFacts } from './resolve-test';

/** Problems of names in the registry that do not exist, and of tags that no journey has. */
export function checkReferences(
  { registry, profiles, environments }: Plans,
  suites: Readonly<Record<string, SuiteFacts>>,
): Problem[] {
  if (!registry) return [];
  const file = 'plans/registry.yml';
  const problems: Problem[] = [];
  const known = (kind: string, name: string, valid: readonly string[], where: string) => {
    if (!valid.includes(name)) problems.push(unknown(kind, name, valid, where));
  };
  known('test', registry.current, Object.keys(registry.tests), `${file}: current`);
  for (const [name, test] of Object.entries(registry.tests)) {
    const at = `${file}: tests.${name}`;
    known('suite', test.suite, Object.keys(suites), `${at}.suite`);
    known('profile', test.profile, Object.keys(profiles), `${at}.profile`);
    known('environment', test.environment, Object.keys(environments), `${at}.environment`);
    const tags = own(suites, test.suite)?.tags;
    for (const tag of tags ? (test.overrides?.tags ?? []) : [])
      known('tag', tag, tags ?? [], `${at}.overrides.tags`);
    for (const tag of tags ? (test.overrides?.excludeTags ?? []) : []) {
      known('tag', tag, tags ?? [], `${at}.overrides.excludeTags`);
    }
  }
  const secrets = Object.values(suites).flatMap(({ variables }) =>
    variables.map((name) => name.toUpperCase()),
  );
  for (const [name, { suites: systems, roles = {} }] of Object.entries(environments)) {
    for (const [role, accounts] of Object.entries(roles)) {
      const prefix = `${role}_1_`.toUpperCase();
      const parts = secrets
        .filter((secret) => secret.startsWith(prefix))
        .map((secret) => secret.slice(prefix.length).toLowerCase());
      for (const part of new Set(accounts.flatMap((account) => Object.keys(account)))) {
        known('secret', part, parts, `plans/environments/${name}.yml: roles.${role}`);
      }
    }
    for (const suite of Object.keys(systems)) {
      known('suite', suite, Object.keys(suites), `plans/environments/${name}.yml: suites.${suite}`);
    }
  }
  return problems;
}

/** The problem of a name that does not exist, with the nearest one that does. */
export function unknown(kind: string, name: string, valid: readonly string[], where: string): Problem {
  return { code: 'unknown-name', where, message: thereIsNo(kind, name, valid) };
}
