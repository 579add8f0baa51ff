/** Says that a file could not be written, why, and what to do. */
export function unwrittenText(path: string, error: unknown): string {
  return `${path} could not be written: ${unwrittenReason(error)}, run again`;
}

/** Says why a file could not be written, and what to do about it. */
export function unwrittenReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full: free some space';
  if (code === 'EFBIG') return 'it is larger than this shell lets a file be: raise `ulimit -f`';
  if (code === 'ENOENT') return 'its folder is not there any more: leave it there';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return `${message}: make it and its folder writable`;
  return `${message}: remove the cause`;
}
