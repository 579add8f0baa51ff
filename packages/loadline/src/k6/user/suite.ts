import type { SuiteDeclaration, Users } from './suite-definition';

/**
 * Declares the part of a suite that virtual users run: `export const users = defineUsers({ … })` in a file of `src/suites/`.
 * Each virtual user keeps a copy of the code that this needs, and of nothing else in the file.
 */
export function defineUsers(users: Users): Users {
  return users;
}

/**
 * Declares a suite: `export default defineSuite({ users, … })` in a file of `src/suites/`. The build makes two bundles from
 * it: `<suite>.js`, which virtual users run, and `<suite>.control.js`, which plans, sets up, cleans up and summarizes.
 */
export function defineSuite(suite: SuiteDeclaration): SuiteDeclaration {
  return suite;
}
