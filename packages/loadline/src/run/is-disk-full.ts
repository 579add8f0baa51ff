import { statfsSync } from 'node:fs';

/** With less free space than this, in bytes, a run's files have no room. */
const LEAST_BYTES = 64 * 1024;

/** Whether the disk of a folder has no room left. A folder that does not exist counts as not full. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LEAST_BYTES;
  } catch {
    return false;
  }
}
