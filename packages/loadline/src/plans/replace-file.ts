import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file of the user as a whole: when that fails, an earlier file stays as it was. Its mode and its links stay too.
 * @throws {Error} when the file cannot be written
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  checkReplaceable(path);
  const file = targetOf(path);
  const old = statSync(file, { throwIfNoEntry: false });
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, content, { flag: 'wx', flush: true });
    if (old) takeOver(part, old);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/**
 * Checks that {@link replaceFile} may write. A rename alone would also replace a file that its owner closed to writing.
 * @throws {Error} when it may not
 */
export function checkReplaceable(path: string): void {
  const file = targetOf(path);
  for (const needed of existsSync(file) ? [file, dirname(file)] : [dirname(file)])
    accessSync(needed, constants.W_OK);
}

/** The file itself, where the path is a link. */
function targetOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function takeOver(part: string, { mode, uid, gid }: Stats): void {
  const own = statSync(part);
  // Root keeps the owner of a project. Anybody else may write a file of another owner, but not give it back.
  if ((own.uid !== uid || own.gid !== gid) && process.getuid?.() === 0) chownSync(part, uid, gid);
  chmodSync(part, mode);
}
