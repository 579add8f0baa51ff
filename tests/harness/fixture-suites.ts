import { start } from './child';
import { project } from './project';

/**
 * Builds the suites of `tests/fixtures/suites` the way the project's own are built.
 * @param folder where the bundles go
 */
export async function buildFixtureSuites(folder: string): Promise<void> {
  const webpack = project('node_modules', 'webpack', 'bin', 'webpack.js');
  const env = { ...toolPath(), SUITES: 'tests/fixtures/suites', DIST: folder };
  const { code, output } = await start(process.execPath, [webpack], { cwd: project(), env }).ending;
  if (code !== 0) throw new Error(`the fixture suites do not build:\n${output}`);
}

/** All that build tools need of the tester's environment. */
export function toolPath(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp' };
}
