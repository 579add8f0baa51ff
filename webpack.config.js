import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Where suites are read from and bundles written to; tests build suites of their own into folders of their own. */
const suites = resolve(root, process.env.SUITES ?? 'src/suites');
const dist = resolve(root, process.env.DIST ?? 'dist');

const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

const suiteNames = readdirSync(suites)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => basename(file, '.ts'));

/**
 * Puts beside each bundle what it opens when it runs: the descriptors of its protos and its test data.
 */
class SuiteFiles {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('SuiteFiles', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tapPromise({ name: 'SuiteFiles', stage }, async () => {
        for (const system of readdirSync(resolve(root, 'protos'))) {
          compilation.emitAsset(`${system}.protoset`, new webpack.sources.RawSource(protoset(system)));
        }
        for (const file of readdirSync(resolve(root, 'tools/data'))) {
          const { makeRecords } = await import(resolve(root, 'tools/data', file));
          const json = JSON.stringify(makeRecords());
          compilation.emitAsset(`data/${basename(file, '.js')}.json`, new webpack.sources.RawSource(json));
        }
      });
    });
  }
}

/** @param {string} system folder below protos/ */
function protoset(system) {
  const buf = resolve(root, 'node_modules/.bin/buf');
  const args = ['build', '--exclude-source-info', '--path', `protos/${system}`, '-o', '-#format=binpb'];
  return execFileSync(buf, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * @param {string} configFile
 * @param {{ transpileOnly: boolean }} [how]
 * @returns {import('webpack').RuleSetRule}
 */
const typescript = (configFile, { transpileOnly } = { transpileOnly: false }) => ({
  test: /\.ts$/,
  loader: 'ts-loader',
  options: {
    configFile: resolve(root, configFile),
    onlyCompileBundledFiles: true,
    transpileOnly,
    compilerOptions: { noEmit: false, removeComments: true, sourceMap: true },
  },
});

const versionPlugin = new webpack.DefinePlugin({ LOADLINE_VERSION: JSON.stringify(version) });

/** @type {import('webpack').Configuration} */
const common = {
  plugins: [versionPlugin],
  mode: 'production',
  context: root,
  devtool: 'source-map',
  resolve: { extensions: ['.ts', '.js'] },
  optimization: { minimize: false },
  performance: { hints: false },
  stats: 'errors-warnings',
};

/**
 * What the build itself runs, made first.
 * @type {import('webpack').Configuration}
 */
const buildTools = {
  ...common,
  name: 'build-tools',
  entry: {
    'limits-loader': resolve(root, 'src/node/build/limits-loader.ts'),
    'profile-loader': resolve(root, 'src/node/build/profile-loader.ts'),
  },
  target: 'node20',
  output: {
    path: resolve(root, '.make'),
    filename: '[name].cjs',
    library: { type: 'commonjs2', export: 'default' },
  },
  module: { rules: [typescript('tsconfig.json', { transpileOnly: true })] },
};

/** @type {import('webpack').Configuration} */
const bundles = {
  ...common,
  name: 'bundles',
  dependencies: ['build-tools'],
  entry: {
    ...Object.fromEntries(suiteNames.map((name) => [name, resolve(suites, `${name}.ts`)])),
    control: resolve(root, 'src/kit/control/index.ts'),
  },
  target: 'es2022',
  output: { path: dist, filename: '[name].js', library: { type: 'commonjs' }, chunkFormat: 'commonjs' },
  externalsType: 'commonjs',
  externals: [/^k6(\/.*)?$/],
  module: {
    rules: [
      typescript('tsconfig.k6.json'),
      { test: /\.yml$/, type: 'json', loader: resolve(root, '.make/profile-loader.cjs') },
      // As text: parsed only where the run is planned, not by every virtual user.
      { resourceQuery: /^\?rules$/, type: 'asset/source', loader: resolve(root, '.make/limits-loader.cjs') },
    ],
  },
  plugins: [versionPlugin, new SuiteFiles()],
};

/** @type {import('webpack').Configuration} */
const cli = {
  ...common,
  name: 'cli',
  entry: { loadline: resolve(root, 'src/node/cli/main.ts') },
  target: 'node20',
  node: { __dirname: false },
  output: { path: dist, filename: '[name].cjs', library: { type: 'commonjs2' } },
  module: { rules: [typescript('tsconfig.json')] },
};

export default [buildTools, bundles, cli];
