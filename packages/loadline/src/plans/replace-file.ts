import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file of the user as a whole: when that fails, an earlier file stays as it was. Its mode stays, and a symbolic link
 * goes on leading to it. Another name of the file, a hard link, keeps the earlier content.
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
    move(part, file, content);
  } catch (error) {
    if (!(error instanceof HalfWrittenError)) rmSync(part, { force: true });
    throw error;
  }
}

/** Thrown when a file holds neither its earlier content nor the new one. */
class HalfWrittenError extends Error {}

/** Puts a file in the place of another. No file can take the place of a mount, such as one file that a container is given. */
function move(part: string, file: string, content: string | Uint8Array): void {
  try {
    renameSync(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    writeInPlace(file, Buffer.from(content), part);
    rmSync(part, { force: true });
  }
}

/** @param part holds the whole content, and stays when the file may be damaged */
function writeInPlace(file: string, content: Buffer, part: string): void {
  const handle = openSync(file, 'r+');
  try {
    makeRoom(handle, content);
    try {
      writeAt(handle, content, 0);
      ftruncateSync(handle, content.length);
      fsyncSync(handle);
    } catch (error) {
      const message = `${(error as Error).message}: the file is only half written, and ${part} holds all of it`;
      throw new HalfWrittenError(message, { cause: error });
    }
  } finally {
    closeSync(handle);
  }
}

/** Writes what is longer than the file, behind its end. When the disk has no room for that, the file stays as it was. */
function makeRoom(handle: number, content: Buffer): void {
  const { size } = fstatSync(handle);
  if (content.length <= size) return;
  try {
    writeAt(handle, content, size);
    fsyncSync(handle);
  } catch (error) {
    ftruncateSync(handle, size);
    throw error;
  }
}

/** Writes a content from this place to its end, into the same place of a file. */
function writeAt(handle: number, content: Buffer, start: number): void {
  for (let at = start; at < content.length; ) at += writeSync(handle, content, at, content.length - at, at);
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
