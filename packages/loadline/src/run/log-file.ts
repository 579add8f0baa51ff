import { appendFileSync, writeFileSync } from 'node:fs';

/** A log that is written line by line. */
export interface LogFile {
  write(line: string): void;
  /** @returns the first error, if the disk did not take every line */
  close(): Error | undefined;
}

/** Opens a new log. A line that the disk does not take leaves a gap in the log and stops nothing. */
export function logFile(path: string): LogFile {
  let problem: Error | undefined;
  const attempt = (write: () => void) => {
    try {
      write();
    } catch (error) {
      problem ??= error as Error;
    }
  };
  attempt(() => writeFileSync(path, ''));
  return {
    write: (line) => attempt(() => appendFileSync(path, `${line}\n`)),
    close: () => problem,
  };
}
