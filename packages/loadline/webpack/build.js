// Builds a project by its webpack.config.js: `loadline build` starts this in the project's folder.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import webpack from 'webpack';

const CONFIGURATION = 'webpack.config.js';
const EXAMPLE = "import { bundles } from 'loadline/webpack'; export default bundles();";

try {
  if (!existsSync(CONFIGURATION)) throw new Error(`${resolve(CONFIGURATION)} is not there: write ${EXAMPLE}`);
  const { default: configuration } = await import(pathToFileURL(resolve(CONFIGURATION)).href);
  await build(configuration);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

/** @param {import('webpack').Configuration} configuration */
async function build(configuration) {
  const compiler = webpack(configuration);
  if (!compiler) throw new Error(`${CONFIGURATION} exports no configuration: write ${EXAMPLE}`);
  const stats = await new Promise((done, fail) =>
    compiler.run((error, result) => (error ? fail(error) : done(result))),
  );
  // It writes what it keeps for the next build.
  await new Promise((done) => compiler.close(done));
  if (stats.hasErrors()) throw new Error(stats.toString({ preset: 'errors-warnings', colors: false }));
  if (stats.hasWarnings()) console.error(stats.toString({ preset: 'errors-warnings', colors: false }));
}
