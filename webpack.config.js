import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import TerserPlugin from 'terser-webpack-plugin';
import webpack from 'webpack';
import { withPackageList } from './tools/webpack/bundled-packages.js';
import { writeEntries } from './tools/webpack/entries.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Where suites are read from and bundles written to; tests build suites of their own into folders of their own. */
const suites = resolve(root, process.env.SUITES ?? 'src/suites');
const dist = resolve(root, process.env.DIST ?? 'dist');

const { version } = JSON.parse(readFileSync(resolve(root, 'packages/loadline/package.json'), 'utf8'));

/** Entries of suites elsewhere do not go among those of the project. */
const entries = resolve(
  root,
  process.env.SUITES ? `.make/entries/${process.env.SUITES.replaceAll('/', '-')}` : 'src/gen/suites',
);

/** Puts beside each bundle what it opens when it runs: the descriptors of its protos and its test data. */
class SuiteFiles {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('SuiteFiles', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_SUMMARIZE;
      compilation.hooks.processAssets.tapPromise({ name: 'SuiteFiles', stage }, async (assets) => {
        const protosets = readdirSync(resolve(root, 'protos')).map(async (system) => {
          const file = `${system}.protoset`;
          const users = Object.values(assets)
            .map((asset) => String(asset.source()))
            .filter((source) => source.includes(`./${file}`));
          if (users.length > 0) compilation.emitAsset(file, await protoset(system, users));
        });
        const data = readdirSync(resolve(root, 'tools/data')).map(async (file) => {
          const { makeRecords } = await import(resolve(root, 'tools/data', file));
          const json = JSON.stringify(makeRecords());
          compilation.emitAsset(`data/${basename(file, '.js')}.json`, new webpack.sources.RawSource(json));
        });
        await Promise.all([...protosets, ...data]);
      });
    });
  }
}

/**
 * Descriptors of the methods that bundles name, and of what these send and return: each virtual user keeps a copy.
 * @param {string} system folder below protos/
 * @param {string[]} users text of the bundles that open the file
 */
async function protoset(system, users) {
  const image = await buf('build', '--path', `protos/${system}`, '-o', '-#format=json');
  const { file: files } = JSON.parse(image.toString());
  const isNamed = (/** @type {string} */ name) => users.some((source) => source.includes(`"${name}"`));
  /** @type {string[]} */
  const types = [];
  for (const { package: group, service: services = [] } of files) {
    for (const { name: service, method: methods = [] } of services) {
      const fullName = group ? `${group}.${service}` : service;
      if (!isNamed(fullName)) continue;
      for (const { name } of methods) if (isNamed(name)) types.push('--type', `${fullName}.${name}`);
    }
  }
  const output = await buf(
    'build',
    '--exclude-source-info',
    '--path',
    `protos/${system}`,
    ...types,
    '-o',
    '-#format=binpb',
  );
  return new webpack.sources.RawSource(output);
}

/**
 * @param {string[]} args
 * @returns what it wrote
 */
async function buf(...args) {
  const command = resolve(root, 'node_modules/.bin/buf');
  const { stdout } = await promisify(execFile)(command, args, { cwd: root, encoding: 'buffer' });
  return stdout;
}

/**
 * Types are checked by tsc, beside this: `make build`.
 * @param {string} configFile
 * @returns {import('webpack').RuleSetRule}
 */
const typescript = (configFile) => ({
  test: /\.ts$/,
  loader: 'ts-loader',
  options: {
    configFile: resolve(root, configFile),
    transpileOnly: true,
    compilerOptions: { noEmit: false, sourceMap: true },
  },
});

const versionPlugin = new webpack.DefinePlugin({ LOADLINE_VERSION: JSON.stringify(version) });

/** @param {string[]} files from the root */
const sha256 = (...files) =>
  files
    .reduce((hash, file) => hash.update(readFileSync(resolve(root, file))), createHash('sha256'))
    .digest('hex');

/** Files that say how everything is built, and by which tools. */
const recipe = [
  'webpack.config.js',
  'tools/webpack/entries.js',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.k6.json',
];

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

/** @type {import('webpack').Configuration} */
const common = {
  plugins: [new ToolsByRecipe(), versionPlugin],
  mode: 'production',
  context: root,
  // Lines and names are all that a stack trace takes from it; k6 keeps what it reads.
  devtool: 'nosources-source-map',
  // In this repository, the package is its sources.
  resolve: { extensions: ['.ts', '.js'], conditionNames: ['loadline-source', '...'] },
  optimization: { minimize: false },
  performance: { hints: false },
  stats: 'errors-warnings',
  // What was built before, as long as the recipe has not changed.
  cache: {
    type: 'filesystem',
    cacheDirectory: resolve(root, '.make/webpack'),
    version: sha256(...recipe),
    buildDependencies: { defaultWebpack: [] },
  },
};

/** Not minified: names, lines and structure stay. Only what nothing uses is taken out, as every virtual user would keep it. */
const withoutUnused = new TerserPlugin({
  exclude: /\.control\.js$/,
  extractComments: false,
  // Last in a build, when nothing else runs.
  parallel: 2,
  terserOptions: {
    mangle: false,
    compress: {
      defaults: false,
      unused: true,
      dead_code: true,
      toplevel: true,
      side_effects: true,
      // Constants, and what constant objects hold, stand where they are used.
      reduce_vars: true,
      evaluate: true,
      hoist_props: true,
      inline: 1,
      passes: 2,
      // How webpack writes a JSON file, such as thresholds.
      pure_funcs: ['JSON.parse'],
    },
    format: { beautify: true, indent_level: 2, comments: false },
  },
});

/**
 * Scripts for k6: `<suite>.js` and `<suite>.control.js`.
 * @type {import('webpack').Configuration}
 */
const scripts = {
  ...common,
  name: 'scripts',
  entry: writeEntries(suites, entries),
  target: 'es2022',
  output: {
    path: dist,
    filename: '[name].js',
    // One object is exported: for each export of its own webpack makes a getter, 1.5 kB for each virtual user.
    library: { type: 'commonjs2', export: 'default' },
    chunkFormat: 'commonjs',
  },
  externalsType: 'commonjs',
  externals: [/^k6(\/.*)?$/],
  optimization: { minimizer: [withoutUnused] },
  plugins: [new ToolsByRecipe(), versionPlugin, new SuiteFiles()],
  module: {
    rules: [typescript('tsconfig.k6.json')],
  },
};

/** What the bundles hold of the plans, so that the command line sees when those have changed since. */
const builtIn = Object.fromEntries(
  ['plans/profiles', 'thresholds'].flatMap((folder) =>
    readdirSync(resolve(root, folder)).map((file) => [`${folder}/${file}`, sha256(`${folder}/${file}`)]),
  ),
);

/** @type {import('webpack').Configuration} */
const cli = {
  ...common,
  plugins: [
    new ToolsByRecipe(),
    versionPlugin,
    new webpack.DefinePlugin({ LOADLINE_BUILT_IN: JSON.stringify(builtIn) }),
  ],
  name: 'cli',
  // To shorten a file of 4 MB by a tenth takes a fifth of the time.
  mode: 'none',
  // Node does not read it.
  devtool: false,
  entry: {
    loadline: resolve(root, 'packages/loadline/src/cli/main.ts'),
    watcher: resolve(root, 'packages/loadline/src/run/watcher.ts'),
  },
  target: 'node20',
  node: { __dirname: false },
  output: { path: dist, filename: '[name].cjs', library: { type: 'commonjs2' } },
  module: {
    rules: [
      typescript('tsconfig.json'),
      // What the report is made of: its style and its scripts, as text.
      { resourceQuery: /^\?raw$/, type: 'asset/source' },
    ],
  },
};

export default [scripts, cli].map(withPackageList);
