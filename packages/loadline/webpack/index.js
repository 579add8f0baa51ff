/** `loadline/webpack`: how the bundles of a project are built. Its `webpack.config.js` is `export default bundles()`. */
import { join, resolve } from 'node:path';
import webpack from 'webpack';
import { common, isSource, root, typescript, version } from './common.js';
import { writeEntries } from './entries.js';
import { protoSystems } from './proto-systems.js';
import { ProtoTypes } from './proto-types.js';
import { BUILT_BY, StaleBundles } from './stale-bundles.js';
import { SuiteFiles } from './suite-files.js';
import { withoutUnused } from './without-unused.js';

/**
 * Where the parts of a project lie, from its folder. A project may do without protos and data.
 * @typedef {object} Folders
 * @property {string} [suites] suites, a file each; default: `src/suites`
 * @property {string | readonly string[]} [protos] folders that imports are written from; an entry for each system that speaks
 *   gRPC, which is a folder, a `.proto` or a file of descriptors (`.binpb`); default: `protos`
 * @property {readonly string[]} [protoPaths] further folders that imports are written from, such as that of `google/api`
 * @property {import('./proto-systems.js').Systems} [systems] those of `protos` that are wanted, such as `['orders']`; where not all
 *   that is below its folder is, with its files: `{ orders: ['orders/v1/orders.proto'] }`; default: all
 * @property {string | readonly string[]} [data] folders of test data, a file each: `.csv`, `.json`, or a module that makes it; default: `data`
 * @property {string} [out] where the bundles go; default: `dist`
 * @property {string} [generated] what is made from suites, profiles and protos; default: `src/gen`
 * @property {string} [tsconfig] how suites are compiled; default: `tsconfig.json`
 * @property {string} [cache] what was built before; default: `node_modules/.cache/loadline`
 * @property {boolean} [protoTypes] whether types are made from the protos into `<generated>/json`; default: yes
 */

/**
 * The configuration of webpack that makes scripts for k6 of a project's suites: `<suite>.js` and `<suite>.control.js`.
 * @param {Folders} [folders]
 * @returns {import('webpack').Configuration}
 * @example
 * // webpack.config.js
 * import { bundles } from 'loadline/webpack';
 *
 * export default bundles({ suites: 'src/suites', protos: 'protos' });
 */
export function bundles({
  suites = 'src/suites',
  protos = 'protos',
  protoPaths = [],
  systems: wanted,
  data = 'data',
  out = 'dist',
  generated = 'src/gen',
  tsconfig = 'tsconfig.json',
  cache = 'node_modules/.cache/loadline',
  protoTypes = true,
} = {}) {
  const project = process.cwd();
  const shared = common(project, resolve(project, cache));
  /** @type {import('./proto-systems.js').System[] | undefined} */
  let found;
  const systems = () => {
    found ??= protoSystems({
      project,
      protos: listed(protos),
      protoPaths,
      systems: wanted,
      cache: resolve(project, cache),
    });
    return found;
  };
  return {
    ...shared,
    name: 'scripts',
    entry: writeEntries(project, resolve(project, suites), resolve(project, generated, 'suites')),
    target: 'es2022',
    output: {
      path: resolve(project, out),
      filename: '[name].js',
      // One object is exported: for each export of its own webpack makes a getter, 1.5 kB for each virtual user.
      library: { type: 'commonjs2', export: 'default' },
      chunkFormat: 'commonjs',
    },
    externalsType: 'commonjs',
    externals: [/^k6(\/.*)?$/],
    optimization: { minimizer: [withoutUnused] },
    plugins: [
      ...shared.plugins,
      ...(protoTypes ? [new ProtoTypes({ project, generated, systems })] : []),
      new SuiteFiles({ project, systems, data: listed(data) }),
      new StaleBundles(),
      // Another version refuses the bundle. At its end: no line moves.
      new webpack.BannerPlugin({
        banner: `${BUILT_BY} ${version}`,
        raw: true,
        footer: true,
        test: /\.js$/,
        stage: webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE + 1,
      }),
    ],
    module: {
      rules: [
        typescript(resolve(project, tsconfig)),
        // What tsc has made of the package names files without their extensions.
        ...(isSource
          ? []
          : [{ test: /\.js$/, include: join(root, 'dist/lib'), resolve: { fullySpecified: false } }]),
      ],
    },
  };
}

/** @param {string | readonly string[]} folders */
function listed(folders) {
  return typeof folders === 'string' ? [folders] : folders;
}
