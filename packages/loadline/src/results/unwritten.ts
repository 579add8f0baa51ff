/** Says that a file could not be written, why, and what to do. */
export function unwrittenText(path: string, error: unknown): string {
  return `${path} could not be written: ${reason(error as NodeJS.ErrnoException)}, run again`;
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full: free some space';
  if (code === 'ENOENT') return 'its folder is not there any more: leave it there';
  return `${message}: make it writable`;
}
