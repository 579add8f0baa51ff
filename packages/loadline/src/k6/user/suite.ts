import type { SuiteDeclaration, Users } from './suite-definition';

/**
 * Declares what virtual users run of a suite: `export const users = defineUsers({ … })` in a file of `src/suites/`. Each of
 * them keeps a copy of what this needs, and of nothing else in the file.
 */
export function defineUsers(users: Users): Users {
  return users;
}

/**
 * Declares a suite: `export default defineSuite({ users, … })` in a file of `src/suites/`. The build makes two bundles of it:
 * `<suite>.js`, which virtual users run, and `<suite>.control.js`, which plans, sets up, cleans up and sums up.
 */
export function defineSuite(suite: SuiteDeclaration): SuiteDeclaration {
  return suite;
}
