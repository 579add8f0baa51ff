import { appendFileSync, writeFileSync } from 'node:fs';

/** A log that is written line by line. */
export interface LogFile {
  write(line: string): void;
  /** Says what was lost, if the disk did not take all. */
  close(): Error | undefined;
}

/** Opens a new log. A disk that does not take a line ends nothing: the log has a gap there. */
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
