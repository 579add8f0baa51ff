import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { filesOf } from './entries.js';
import { sha256 } from './sha256.js';

const require = createRequire(import.meta.url);

/** Folder of the package. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Version of the package. The bundles contain it. */
export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Whether the package is used from its sources, as in its own repository, and not from its compiled files. */
export const isSource = existsSync(join(root, 'src/k6/index.ts'));

/**
 * Makes the rule that compiles TypeScript. It does not check types; tsc does that separately.
 * @param {string} configFile absolute path of a tsconfig.json
 * @returns {import('webpack').RuleSetRule}
 * @param {object} [others] further options of the compiler
 */
export function typescript(configFile, others = {}) {
  const compilerOptions = { noEmit: false, sourceMap: true, ...others };
  return {
    test: /\.tsx?$/,
    loader: require.resolve('ts-loader'),
    options: { configFile, transpileOnly: true, compilerOptions },
  };
}

/**
 * Disables webpack's tracking of its own tools as dependencies: the hash of the recipe covers them, and the tracking takes a
 * fifth of a clean build.
 */
class ToolsByRecipe {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.done.tap('ToolsByRecipe', ({ compilation }) => compilation.buildDependencies.clear());
  }
}

/**
 * Lists the files that decide how a project is built, and with which tools.
 * @param {string} project
 */
function recipeOf(project) {
  const own = filesOf(join(root, 'webpack')).map((file) => join(root, 'webpack', file));
  const configs = filesOf(project)
    .filter((file) => /^(webpack\.config\.js|package-lock\.json|tsconfig.*\.json)$/.test(file))
    .map((file) => join(project, file));
  return [join(root, 'package.json'), ...own, ...configs];
}

/**
 * Makes the configuration that the bundles of a project and the command line share.
 * @param {string} project absolute path
 * @param {string} cache folder of webpack's cache, which is valid while the recipe is unchanged
 * @returns {import('webpack').Configuration & { plugins: import('webpack').WebpackPluginInstance[] }}
 */
export function common(project, cache) {
  return {
    plugins: [new ToolsByRecipe(), new webpack.DefinePlugin({ LOADLINE_VERSION: JSON.stringify(version) })],
    mode: 'production',
    context: project,
    // A stack trace needs only lines and names, and k6 keeps the whole source map in memory.
    devtool: 'nosources-source-map',
    resolve: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: isSource ? ['loadline-source', '...'] : ['...'],
    },
    optimization: { minimize: false },
    performance: { hints: false },
    stats: 'errors-warnings',
    cache: {
      type: 'filesystem',
      cacheDirectory: cache,
      version: sha256(recipeOf(project)),
      buildDependencies: { defaultWebpack: [] },
    },
  };
}
