import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those above it that are missing, one by one: Node's own recursive call never ends where a folder that is
 * there takes no others, as in `/proc`.
 * @throws {Error} when one of them cannot be made
 */
export function makeFolders(folder: string): void {
  for (const path of missingFolders(folder)) {
    try {
      mkdirSync(path);
    } catch (error) {
      // Another process may have made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Tries whether a folder could be made, and leaves nothing. @throws {Error} when it could not */
export function tryToMakeFolders(folder: string): void {
  const [first] = missingFolders(folder);
  if (first === undefined) return;
  mkdirSync(first);
  rmdirSync(first);
}

/** From the highest to the lowest. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(folder); !statSync(path, { throwIfNoEntry: false }); path = dirname(path))
    missing.unshift(path);
  return missing;
}
