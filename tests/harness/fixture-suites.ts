import { join } from 'node:path';
import { inject } from 'vitest';

/** Where the bundles of `tests/fixtures/suites` are, for all tests: nobody changes them there. */
export function fixtureSuites(): string {
  return inject('fixtureSuites');
}

/** The bundle of one of `tests/fixtures/suites`. */
export function fixtureBundle(suite: string): string {
  return join(fixtureSuites(), `${suite}.js`);
}

/** All that build tools need of the tester's environment. */
export function toolPath(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp' };
}
