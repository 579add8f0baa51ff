import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and its missing parents, one by one. Node's own recursive call never ends when an existing parent accepts
 * no subfolders, as in `/proc`.
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

/** Checks that a folder can be made, and leaves nothing behind. @throws {Error} when it cannot */
export function tryToMakeFolders(folder: string): void {
  const [first] = missingFolders(folder);
  if (first === undefined) return;
  mkdirSync(first);
  rmdirSync(first);
}

/** The missing folders on a path, parents first. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(folder); !statSync(path, { throwIfNoEntry: false }); path = dirname(path))
    missing.unshift(path);
  return missing;
}
