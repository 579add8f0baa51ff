import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { listedFiles } from './listed-files.js';
import { sha256 } from './sha256.js';
import { SuiteFiles } from './suite-files.js';

/** File in the folder of the bundles in which a build lists their sources; src/cli/stale-bundles.ts reads it. */
const NOTE = '.built';

/**
 * Writes down of what the bundles were built, so that `loadline run` notices when it has changed: the SHA-256 of each file, and
 * the names of the files in folders whose files are found and not imported. Paths are relative to the project, so a copy of the
 * project keeps its note.
 * @param {string} project absolute path
 * @param {import('webpack').Stats} stats of a build of all suites
 */
export function noteSources(
  project,
  { startTime, compilation: { compiler, fileDependencies, outputOptions } },
) {
  const { path = 'dist' } = outputOptions;
  const plugin = compiler.options.plugins.find((each) => each instanceof SuiteFiles);
  const { suites = '', protos = [], generated = '' } = plugin?.folders ?? {};
  const dependencies = [...fileDependencies, join(project, 'webpack.config.js')].filter(
    (file) => isSource(file) && !`${file}${sep}`.startsWith(resolve(project, generated) + sep),
  );
  const from = (/** @type {string} */ file) => relative(project, file).replaceAll(sep, '/');
  const folders = [suites, ...protos].map((folder) => resolve(project, folder));
  const note = {
    files: Object.fromEntries(dependencies.map((file) => [from(file), hashOf(file, startTime)])),
    folders: Object.fromEntries(
      [...folders, ...(plugin?.dataFolders() ?? [])].map((folder) => [from(folder), listedFiles(folder)]),
    ),
  };
  mkdirSync(path, { recursive: true });
  // Another command may read the note meanwhile.
  const part = join(path, `${NOTE}.${process.pid}`);
  writeFileSync(part, JSON.stringify(note));
  renameSync(part, join(path, NOTE));
}

/** Among the dependencies are folders, up to the root, in which webpack has looked for modules. @param {string} file */
function isSource(file) {
  return (
    !file.includes(`${sep}node_modules${sep}`) && statSync(file, { throwIfNoEntry: false })?.isFile() === true
  );
}

/**
 * @param {string} file
 * @param {number} startTime of the build, in ms since the epoch
 * @returns {string} no hash for a file that was saved during the build, which may have read it before
 */
export function hashOf(file, startTime) {
  const { mtimeMs, ctimeMs } = statSync(file);
  return Math.max(mtimeMs, ctimeMs) >= startTime ? '' : sha256([file]);
}
