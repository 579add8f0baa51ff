import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { filesOf } from './entries.js';
import { sha256 } from './suite-files.js';

const require = createRequire(import.meta.url);

/** Folder of the package. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Version of the package: what is built carries it. */
export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** In the package's own repository it is its sources, elsewhere what was made of them. */
export const isSource = existsSync(join(root, 'src/k6/index.ts'));

/**
 * Types are checked by tsc, beside the build.
 * @param {string} configFile absolute path of a tsconfig.json
 * @returns {import('webpack').RuleSetRule}
 */
export function typescript(configFile) {
  const compilerOptions = { noEmit: false, sourceMap: true };
  return {
    test: /\.tsx?$/,
    loader: require.resolve('ts-loader'),
    options: { configFile, transpileOnly: true, compilerOptions },
  };
}

/**
 * Takes from webpack the question whether its own tools have changed, file by file through all that they require: the
 * recipe answers it, and asking takes a fifth of a clean build.
 */
class ToolsByRecipe {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.done.tap('ToolsByRecipe', ({ compilation }) => compilation.buildDependencies.clear());
  }
}

/**
 * Files that say how a project is built, and by which tools.
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
 * What the bundles of a project and the command line are built with.
 * @param {string} project absolute path
 * @param {string} cache folder of what was built before; it holds as long as the recipe has not changed
 * @returns {import('webpack').Configuration & { plugins: import('webpack').WebpackPluginInstance[] }}
 */
export function common(project, cache) {
  return {
    plugins: [new ToolsByRecipe(), new webpack.DefinePlugin({ LOADLINE_VERSION: JSON.stringify(version) })],
    mode: 'production',
    context: project,
    // Lines and names are all that a stack trace takes from it; k6 keeps what it reads.
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
