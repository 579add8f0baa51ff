import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const CONFIGURATION = 'webpack.config.js';
const EXAMPLE = "import { bundles } from 'loadline/webpack'; export default bundles();";

/**
 * Reads the configuration of the project in the current folder.
 * @returns {Promise<import('webpack').Configuration>}
 * @throws {Error} when there is none
 */
export async function readConfiguration() {
  if (!existsSync(CONFIGURATION)) throw new Error(`${resolve(CONFIGURATION)} is not there: write ${EXAMPLE}`);
  const { default: configuration } = await import(pathToFileURL(resolve(CONFIGURATION)).href);
  if (!configuration) throw new Error(`${CONFIGURATION} exports no configuration: write ${EXAMPLE}`);
  return configuration;
}

/** Lists the files of a folder and its subfolders. @param {string} folder @returns {string[]} */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
