import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Returns the SHA-256 of the contents of files, one after the other, in hexadecimal digits. The command line compares it with
 * that of the build.
 * @param {readonly string[]} files absolute paths
 */
export function sha256(files) {
  return files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');
}
