import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import webpack from 'webpack';
import { filesOf } from './entries.js';
import { protoset } from './protoset.js';

/** Folders of a project whose files are built in. */
const BUILT_IN = ['plans/profiles', 'thresholds'];

/** Puts beside each bundle what it opens when it runs: the descriptors of its protos and its test data. */
export class SuiteFiles {
  /** @param {{ project: string, protos: string, data: string }} folders the latter two from the project */
  constructor(folders) {
    this.folders = folders;
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    const { project, protos, data } = this.folders;
    compiler.hooks.thisCompilation.tap('SuiteFiles', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_SUMMARIZE;
      const emit = (/** @type {string} */ file, /** @type {string | Buffer} */ text) =>
        compilation.emitAsset(file, new webpack.sources.RawSource(text));
      compilation.hooks.processAssets.tapPromise({ name: 'SuiteFiles', stage }, async (assets) => {
        const texts = Object.values(assets).map((asset) => String(asset.source()));
        const systems = filesOf(join(project, protos)).filter((name) =>
          statSync(join(project, protos, name)).isDirectory(),
        );
        const protosets = systems.map(async (system) => {
          const file = `${system}.protoset`;
          const users = texts.filter((text) => text.includes(`./${file}`));
          if (users.length > 0) emit(file, await protoset(project, protos, system, users));
        });
        const makers = filesOf(join(project, data)).filter((file) => file.endsWith('.js'));
        const records = makers.map(async (file) => {
          const { makeRecords } = await import(pathToFileURL(join(project, data, file)).href);
          emit(`data/${basename(file, '.js')}.json`, JSON.stringify(makeRecords()));
        });
        await Promise.all([...protosets, ...records]);
        emit('built-in.json', JSON.stringify(builtIn(project), null, 2));
      });
    });
  }
}

/**
 * What the bundles hold of the plans, so that the command line sees when those have changed since: SHA-256 by path.
 * @param {string} project
 */
function builtIn(project) {
  const files = BUILT_IN.flatMap((folder) =>
    filesOf(join(project, folder)).map((file) => `${folder}/${file}`),
  );
  return Object.fromEntries(files.map((file) => [file, sha256([join(project, file)])]));
}

/** @param {readonly string[]} files absolute paths */
export function sha256(files) {
  return files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');
}
