import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join, resolve, sep } from 'node:path';
import webpack from 'webpack';
import { filesOf } from './entries.js';
import { protoset } from './protoset.js';
import { sha256 } from './sha256.js';
import { COLUMNS } from './stale-bundles.js';
import { isData, recordsOf } from './test-data.js';

/** Writes the files that a bundle opens when it runs: the descriptors of its protos and its test data. */
export class SuiteFiles {
  /**
   * @param {object} folders all but `project` are relative to it
   * @param {string} folders.project absolute path
   * @param {() => import('./proto-systems.js').System[]} folders.systems
   * @param {string} folders.suites
   * @param {readonly string[]} folders.data
   * @param {readonly string[]} folders.protos
   * @param {string} folders.generated
   * @param {() => string[]} folders.sources further files of which the build makes something, by absolute path
   */
  constructor(folders) {
    this.folders = folders;
  }

  /** Absolute paths of the folders of test data. They may be missing. */
  dataFolders() {
    return this.folders.data.map((folder) => resolve(this.folders.project, folder));
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    const { project, systems, sources } = this.folders;
    const folders = this.dataFolders();
    compiler.hooks.thisCompilation.tap('SuiteFiles', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_SUMMARIZE;
      const emit = (/** @type {string} */ file, /** @type {string | Buffer} */ text) =>
        compilation.emitAsset(file, new webpack.sources.RawSource(text));
      compilation.hooks.processAssets.tapPromise({ name: 'SuiteFiles', stage }, async (assets) => {
        const texts = Object.values(assets).map((asset) => String(asset.source()));
        const protosets = systems().map(async (system) => {
          const file = `${system.name}.protoset`;
          const users = texts.filter((text) => text.includes(`./${file}`));
          if (users.length > 0) emit(file, await protoset(project, system, users));
        });
        const tables = folders
          .flatMap((folder) => filesOf(folder).map((file) => join(folder, file)))
          .filter(isData);
        // webpack finds only what the scripts import. `build --watch` and `loadline run` must notice changes of these, too.
        compilation.fileDependencies.addAll([...tables, ...sources()]);
        for (const folder of folders) dependOn(folder, compilation);
        const records = tables.map(async (file) => {
          const made = await recordsOf(file);
          const table = basename(file, extname(file));
          emit(`data/${table}.json`, JSON.stringify(made));
          // A bundle reads this when a run is planned: the columns that `records` names must exist.
          emit(`data/${table}${COLUMNS}`, JSON.stringify(Object.keys(made[0] ?? {})));
        });
        await Promise.all([...protosets, ...records]);
        const suites = [...compilation.entrypoints.keys()].filter((name) => !name.endsWith('.control'));
        const { path = 'dist' } = compilation.outputOptions;
        emit('built-in.json', JSON.stringify({ ...builtBefore(path), ...builtIn(project, suites) }, null, 2));
      });
    });
  }
}

/**
 * Makes a build depend on the list of files in a folder. A folder with the bundles is left out: it would be built forever.
 * @param {string} folder absolute path
 * @param {import('webpack').Compilation} compilation
 */
function dependOn(folder, { contextDependencies, missingDependencies, outputOptions }) {
  if (`${outputOptions.path}${sep}`.startsWith(`${folder}${sep}`)) return;
  (existsSync(folder) ? contextDependencies : missingDependencies).add(folder);
}

/**
 * Returns the SHA-256 of the profiles and of the thresholds file that are built into each suite, by path, so that the command
 * line notices when one has changed since.
 * @param {string} project
 * @param {readonly string[]} suites
 */
function builtIn(project, suites) {
  const profiles = filesOf(join(project, 'plans/profiles')).map((file) => `plans/profiles/${file}`);
  return Object.fromEntries(
    suites.map((suite) => {
      const files = [...profiles, `thresholds/${suite}.json`].filter((file) =>
        existsSync(join(project, file)),
      );
      return [suite, Object.fromEntries(files.map((file) => [file, sha256([join(project, file)])]))];
    }),
  );
}

/** What was built into all suites before: a build of one suite leaves the others. @param {string} path */
function builtBefore(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'built-in.json'), 'utf8'));
  } catch {
    return {};
  }
}
