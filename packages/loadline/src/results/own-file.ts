import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import type { Problem } from '../core/text/problem';

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

/**
 * Writes a file of a run's folder. A link in its place is replaced and never written through: it may lead to any file.
 * @throws {Error} when the disk does not take it; no half of it stays
 */
export function writeOwnFile(path: string, text: string): void {
  if (isLink(path)) rmSync(path);
  const file = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o666);
  try {
    writeFileSync(file, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** A link of either kind: symbolic, or a second name of a file. */
function isLink(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isSymbolicLink() || (found.isFile() && found.nlink > 1));
}

/** What is wrong with a file of a run's folder that is to be read; nothing when it is not there. */
export function ownFileProblems(path: string): Problem[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && !leadsWithin(path, dirname(path))) {
    const message =
      'is a link that leads out of its folder, and such links are not followed: put the file itself there';
    return [{ where: path, message }];
  }
  const target = statSync(path, { throwIfNoEntry: false });
  if (!target || target.isFile()) return [];
  return [{ where: path, message: 'is no file: put the file of the run there' }];
}

function leadsWithin(path: string, folder: string): boolean {
  try {
    return realpathSync(path).startsWith(`${realpathSync(folder)}${sep}`);
  } catch {
    // It leads nowhere.
    return true;
  }
}
