// Builds a project with its webpack.config.js. `loadline build` starts this script in the project's folder.
//   node webpack/build.js [--watch] [SUITE]
import webpack from 'webpack';
import { changedNames } from './changed-names.js';
import { readConfiguration } from './configuration.js';
import { noteSources } from './sources.js';
import { StaleBundles } from './stale-bundles.js';

const isWatching = process.argv[2] === '--watch';
const suite = process.argv[isWatching ? 3 : 2];

try {
  const compiler = webpack(only(await readConfiguration()));
  if (!compiler) throw new Error('webpack.config.js exports no configuration');
  if (isWatching) watch(compiler);
  else await build(compiler);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

/**
 * Limits the configuration to one suite, if one is named. The bundles of the others stay.
 * @param {import('webpack').Configuration} configuration
 */
function only(configuration) {
  if (suite === undefined) return configuration;
  const entry = /** @type {Record<string, string>} */ (configuration.entry);
  const names = Object.keys(entry).filter((name) => !name.endsWith('.control'));
  if (!names.includes(suite)) throw new Error(`there is no suite ${suite}: valid: ${names.join(', ')}`);
  const wanted = [suite, `${suite}.control`].map((name) => [name, entry[name] ?? '']);
  return {
    ...configuration,
    entry: Object.fromEntries(wanted),
    plugins: configuration.plugins?.filter((plugin) => !(plugin instanceof StaleBundles)) ?? [],
  };
}

/** @param {import('webpack').Compiler} compiler */
async function build(compiler) {
  const stats = await new Promise((done, fail) =>
    compiler.run((error, result) => (error ? fail(error) : done(result))),
  );
  // This writes the cache for the next build.
  await new Promise((done) => compiler.close(done));
  for (const line of changedNames(process.cwd())) console.error(`warning: ${line}`);
  if (stats.hasErrors()) throw new Error(stats.toString({ preset: 'errors-warnings', colors: false }));
  if (stats.hasWarnings()) console.error(stats.toString({ preset: 'errors-warnings', colors: false }));
  if (suite === undefined) noteSources(process.cwd(), stats);
}

/** Builds again after each change, until a signal ends it. @param {import('webpack').Compiler} compiler */
function watch(compiler) {
  const watching = compiler.watch({}, (error, stats) => {
    if (error || stats?.hasErrors())
      console.error(
        error ? `error: ${error.message}` : stats?.toString({ preset: 'errors-only', colors: false }),
      );
    else {
      if (stats && suite === undefined) noteSources(process.cwd(), stats);
      console.log(`built in ${(stats?.endTime ?? 0) - (stats?.startTime ?? 0)} ms, waiting for changes`);
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => watching?.close(() => process.exit(0)));
}
