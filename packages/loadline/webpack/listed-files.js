import { existsSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Lists the files in a folder that a build may find, sorted. Editors keep locks and copies in hidden ones. The command line
 * compares the list with that of the build.
 * @param {string} folder absolute path; it may be missing
 * @returns {string[]} paths relative to the folder
 */
export function listedFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => !/(^|\/)\.|\.test\.ts$/.test(file))
    .sort();
}
