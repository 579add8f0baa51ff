import { join } from 'node:path';
import { inject } from 'vitest';

/** Returns the folder with the bundles of `tests/fixtures/suites`. All tests share it, and none changes it. */
export function fixtureSuites(): string {
  return inject('fixtureSuites');
}

/** Returns the path of the bundle of a fixture suite. */
export function fixtureBundle(suite: string): string {
  return join(fixtureSuites(), `${suite}.js`);
}

/** The part of the tester's environment that build tools need. */
export function toolPath(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp' };
}
