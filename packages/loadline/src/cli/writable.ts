import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Problem } from '../core/text/problem';
import { tryToMakeFolders } from '../results/make-folders';

/** Checks before a long run that a file can be written, so that no result is lost. Missing folders are no problem. */
export function unwritable(where: string, file: string | undefined): Problem[] {
  if (file === undefined) return [];
  try {
    if (!existsSync(dirname(file))) tryToMakeFolders(dirname(file));
    else tryToWrite(file);
    return [];
  } catch (error) {
    return [
      {
        code: 'not-writable',
        where,
        message: `${file} cannot be written (${(error as Error).message}): name another one`,
      },
    ];
  }
}

function tryToWrite(file: string): void {
  const isNew = !existsSync(file);
  closeSync(openSync(file, 'a'));
  if (isNew) rmSync(file);
}
