import { closeSync, constants, lstatSync, openSync, rmSync, writeFileSync } from 'node:fs';

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

/**
 * Writes a file of a run's folder. A link at the path is replaced, never written through: it may lead to any file.
 * @throws {Error} when the file cannot be written; no partial file stays
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

/** Whether the path is a link: a symbolic one, or a second name of a file. */
function isLink(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isSymbolicLink() || (found.isFile() && found.nlink > 1));
}
