/**
 * Builds the command line, `dist/cli/`, and the scripts of report and console, `dist/client/`, which it contains as
 * text.
 */
import { join, resolve } from 'node:path';
import { withPackageList } from '../../tools/bundled-packages.js';
import { common, root, typescript } from './webpack/common.js';

const repository = resolve(root, '../..');

const shared = common(repository, join(repository, '.make/webpack-cli'));
// Comments are a tenth of the packed package.
const sources = typescript(join(repository, 'tsconfig.json'), { removeComments: true });

/** @type {import('webpack').Configuration} */
const client = {
  ...shared,
  name: 'client',
  devtool: false,
  entry: { report: join(root, 'src/ui/client/main.tsx'), console: join(root, 'src/ui/client/console.ts') },
  target: ['web', 'es2022'],
  output: { path: join(root, 'dist/client'), filename: '[name].js' },
  optimization: { minimize: true },
  module: { rules: [sources] },
};

/** @type {import('webpack').Configuration} */
const cli = {
  ...shared,
  name: 'cli',
  dependencies: [client.name ?? ''],
  // To shorten a file of 4 MB by a tenth takes a fifth of the time.
  mode: 'none',
  // Node does not read it.
  devtool: false,
  entry: {
    loadline: join(root, 'src/cli/main.ts'),
    watcher: join(root, 'src/run/watcher.ts'),
  },
  target: 'node20',
  node: { __dirname: false },
  output: {
    path: resolve(process.env.CLI ?? join(root, 'dist/cli')),
    filename: '[name].cjs',
    library: { type: 'commonjs2' },
  },
  // What both import, above all the schema validator, is in the package once.
  optimization: {
    splitChunks: { chunks: 'all', minSize: 0, name: 'shared', cacheGroups: { defaultVendors: false } },
  },
  module: {
    // `import()` stays as it is: it loads the reference services of a project, which no build of ours knows.
    parser: { javascript: { import: false } },
    rules: [
      sources,
      // What the report is made of: its style and its script, as text.
      { resourceQuery: /^\?raw$/, type: 'asset/source' },
    ],
  },
};

export default [withPackageList(client), withPackageList(cli)];
