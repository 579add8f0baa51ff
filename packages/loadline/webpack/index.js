/** `loadline/webpack`: builds the bundles of a project. Its `webpack.config.js` is `export default bundles()`. */
import { join, resolve } from 'node:path';
import webpack from 'webpack';
import { common, isSource, root, typescript, version } from './common.js';
import { writeEntries } from './entries.js';
import { refuseUnknownKeys } from './known-keys.js';
import { OpenApiTypes } from './openapi-types.js';
import { protoFiles, protoSystems } from './proto-systems.js';
import { ProtoTypes } from './proto-types.js';
import { BUILT_BY, StaleBundles } from './stale-bundles.js';
import { SuiteFiles } from './suite-files.js';
import { withoutUnused } from './without-unused.js';

/**
 * Paths of the parts of a project, relative to its folder. Protos and data may be missing.
 * @typedef {object} Folders
 * @property {string} [suites] folder of the suites, a file each; default: `src/suites`
 * @property {string | readonly string[]} [protos] folders that contain an entry for each gRPC system: a folder, a `.proto`
 *   or a file of descriptors (`.binpb`). Imports in protos are relative to these folders. Default: `protos`
 * @property {readonly string[]} [protoPaths] further folders to which imports are relative, such as the one with `google/api`
 * @property {import('./proto-systems.js').Systems} [systems] names of the systems of `protos` to use, such as `['orders']`,
 *   or names with files when only some files of a system are used: `{ orders: ['orders/v1/orders.proto'] }`; default: all
 * @property {Readonly<Record<string, string>>} [openapi] OpenAPI documents, of version 2 or 3, by the name of their types:
 *   `{ orders: 'openapi.yaml' }` makes `<generated>/openapi/orders.d.ts`; default: none
 * @property {string | readonly string[]} [data] folders of test data, a file each: `.csv`, `.json`, or a module that makes it;
 *   default: `data`
 * @property {string} [out] folder of the bundles; default: `dist`
 * @property {string} [generated] folder of the files that are generated from suites, profiles and protos; default: `src/gen`
 * @property {string} [tsconfig] configuration with which suites are compiled; default: `tsconfig.json`
 * @property {string} [cache] folder of webpack's cache; default: `node_modules/.cache/loadline`
 * @property {boolean} [protoTypes] whether types are generated from the protos into `<generated>/json`; default: yes
 */

/** @type {Required<Omit<Folders, 'systems'>> & { systems: Folders['systems'] }} */
const DEFAULTS = {
  suites: 'src/suites',
  protos: 'protos',
  protoPaths: [],
  systems: undefined,
  openapi: {},
  data: 'data',
  out: 'dist',
  generated: 'src/gen',
  tsconfig: 'tsconfig.json',
  cache: 'node_modules/.cache/loadline',
  protoTypes: true,
};

/**
 * Makes webpack's configuration for a project: it builds k6 scripts from the suites, `<suite>.js` and `<suite>.control.js`.
 * @param {Folders} [folders]
 * @returns {import('webpack').Configuration}
 * @example
 * // webpack.config.js
 * import { bundles } from 'loadline/webpack';
 *
 * export default bundles({ suites: 'src/suites', protos: 'protos' });
 */
export function bundles(folders = {}) {
  refuseUnknownKeys('bundles() in webpack.config.js', folders, Object.keys(DEFAULTS));
  const given = Object.fromEntries(Object.entries(folders).filter(([, value]) => value !== undefined));
  const {
    suites,
    protos,
    protoPaths,
    systems: wanted,
    openapi,
    data,
    out,
    generated,
    tsconfig,
    cache,
    protoTypes,
  } = {
    ...DEFAULTS,
    ...given,
  };
  const project = process.cwd();
  const shared = common(project, resolve(project, cache));
  /** @type {import('./proto-systems.js').System[] | undefined} */
  let found;
  const protoFolders = {
    project,
    protos: listed(protos),
    protoPaths,
    systems: wanted,
    cache: resolve(project, cache),
  };
  const systems = () => {
    found ??= protoSystems(protoFolders);
    return found;
  };
  const sources = () => [
    ...protoFiles(protoFolders),
    ...Object.values(openapi).map((path) => resolve(project, path)),
  ];
  return {
    ...shared,
    name: 'scripts',
    entry: writeEntries(project, resolve(project, suites), resolve(project, generated, 'suites')),
    target: 'es2022',
    output: {
      path: resolve(project, out),
      filename: '[name].js',
      // The bundle exports one object, because webpack makes a getter for each separate export, which costs each virtual
      // user 1.5 kB.
      library: { type: 'commonjs2', export: 'default' },
      chunkFormat: 'commonjs',
    },
    externalsType: 'commonjs',
    // Imports of `k6/timers` become the global timers, which loadline observes.
    externals: [{ 'k6/timers': 'var globalThis' }, /^k6(\/.*)?$/],
    optimization: { minimizer: [withoutUnused] },
    plugins: [
      ...shared.plugins,
      // The protos may have changed since the build before.
      {
        apply: ({ hooks }) =>
          hooks.watchRun.tap('protoSystems', () => {
            found = undefined;
          }),
      },
      ...(protoTypes ? [new ProtoTypes({ project, generated, systems })] : []),
      new OpenApiTypes({ project, generated, openapi }),
      new SuiteFiles({
        project,
        systems,
        suites,
        data: listed(data),
        protos: listed(protos),
        generated,
        sources,
      }),
      new StaleBundles(),
      // Another version of loadline refuses the bundle by this line. It is at the end, so that line numbers do not change.
      new webpack.BannerPlugin({
        banner: `${BUILT_BY} ${version}`,
        raw: true,
        footer: true,
        test: /\.js$/,
        stage: webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE + 1,
      }),
    ],
    module: {
      // Types are not checked here, and an import that does not exist would be undefined in the run.
      parser: { javascript: { importExportsPresence: 'error' } },
      rules: [
        typescript(resolve(project, tsconfig)),
        // The compiled files of the package import each other without extensions.
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
