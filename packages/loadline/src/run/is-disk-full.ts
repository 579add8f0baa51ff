import { statfsSync } from 'node:fs';

/** Less than this is too little for a run's files. */
const LEAST_BYTES = 64 * 1024;

/** Whether the disk of a folder has no room left. A folder that is gone is on no full disk. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LEAST_BYTES;
  } catch {
    return false;
  }
}
