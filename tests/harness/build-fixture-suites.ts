import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { project } from './project';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the bundles of `tests/fixtures/suites`. */
    readonly fixtureSuites: string;
  }
}

/**
 * Builds the suites of `tests/fixtures/suites` as the project's own are built, once per test run: a `globalSetup` of
 * vitest.config.ts. Tests find the bundles by `fixtureSuites()` and `fixtureBundle()`.
 */
export default function buildFixtureSuites({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-fixtures-'));
  const webpack = project('node_modules', 'webpack', 'bin', 'webpack.js');
  const env = { ...process.env, SUITES: 'tests/fixtures/suites', DIST: folder };
  execFileSync(process.execPath, [webpack], { cwd: project(), env, stdio: ['ignore', 'ignore', 'inherit'] });
  provide('fixtureSuites', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
