/** The build of the command line: `dist/cli/`. */
import { join, resolve } from 'node:path';
import { withPackageList } from '../../tools/bundled-packages.js';
import { common, root, typescript } from './webpack/common.js';

const repository = resolve(root, '../..');

/** @type {import('webpack').Configuration} */
const cli = {
  ...common(repository, join(repository, '.make/webpack')),
  name: 'cli',
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
  module: {
    rules: [
      typescript(join(repository, 'tsconfig.json')),
      // What the report is made of: its style and its scripts, as text.
      { resourceQuery: /^\?raw$/, type: 'asset/source' },
    ],
  },
};

export default withPackageList(cli);
