import type { Problem } from '../core/text/problem';
import type { EnvironmentFile } from './environment-file';

type Variables = Readonly<Record<string, string | undefined>>;

/** The value of one variable of an account, and its source as a text for people. */
export interface RoleVariable {
  readonly name: string;
  /** Empty when it is not set, even if the process has a variable of this name. */
  readonly value: string;
  readonly source: string;
}

/**
 * Problems of accounts under `roles.user` that lack a field that the suite's sign-in needs.
 * @param variables that the suite reads
 */
export function fieldProblems(
  where: string,
  { roles = {} }: Pick<EnvironmentFile, 'roles'>,
  suite: string,
  variables: readonly string[],
): Problem[] {
  const fields = variables.flatMap((name) => /^USER_1_(.+)$/.exec(name)?.[1]?.toLowerCase() ?? []);
  const needed = fields.join(' and ');
  return (roles.user ?? []).flatMap((account, index) =>
    fields
      .filter((field) => !Object.hasOwn(account, field))
      .map(
        (field): Problem => ({
          code: 'plan-file-value',
          where: `${where}: roles.user[${index}]`,
          message: `has no "${field}", and suite ${suite} signs in with ${needed}: add ${field} with the name of the variable that holds it`,
        }),
      ),
  );
}

/** Start of the source text of a variable that is set, but that the environment file does not list. */
const NOT_AMONG = 'not among roles';

/** Whether the environment file lists a variable's account. @param source source text from {@link roleVariables} */
export function isListedAccount(source: string): boolean {
  return !source.startsWith(NOT_AMONG);
}

/**
 * The accounts that an environment lists by role, as the variables that suites read, such as `USER_1_EMAIL`. When the
 * environment lists a role, these are all its accounts: other `USER_n_…` variables of the process belong to another system
 * and are never sent to this one.
 * @param sourceOf gives the source of the value below `roles` at a path
 * @param variables the process's, `.env` included
 */
export function roleVariables(
  sourceOf: (...path: string[]) => string,
  { roles = {} }: Pick<EnvironmentFile, 'roles'>,
  variables: Variables,
): RoleVariable[] {
  return Object.entries(roles).flatMap(([role, accounts]) => {
    const listed = accounts.flatMap((account, index) =>
      Object.entries(account).map(([field, holder]) => {
        const variable = `${role}_${index + 1}_${field}`.toUpperCase();
        const place = sourceOf(role, String(index), field);
        const source = variable === holder ? place : `${holder} of ${place}`;
        return { name: variable, value: variables[holder] ?? '', source };
      }),
    );
    const isListed = new Set(listed.map((variable) => variable.name));
    const ofRole = new RegExp(`^${role.toUpperCase()}_\\d+_`);
    const others = Object.keys(variables).filter((other) => ofRole.test(other) && !isListed.has(other));
    const source = `${NOT_AMONG}.${role} of ${sourceOf(role)}`;
    return [...listed, ...others.map((other) => ({ name: other, value: '', source }))];
  });
}
