import { accessSync, constants, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../core/text/problem';

/** The byte order mark that some editors on Windows write at the start of a file. */
const MARK = /^\uFEFF/;

/** Returns the text of a file without its byte order mark. */
export function withoutMark(text: string): string {
  return text.replace(MARK, '');
}

/** Changes the text of a file. A byte order mark at its start stays. @param change gets the text without the mark */
export function changedText(text: string, change: (text: string) => string): string {
  const [mark = ''] = MARK.exec(text) ?? [];
  return mark + change(withoutMark(text));
}

/**
 * Writes a thresholds file.
 * @param where its name in the project
 * @throws {ConfigurationError} when it cannot be written
 */
export function writeThresholds(path: string, where: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw notWritable(where, error);
  }
}

/**
 * Checks before a long run that a thresholds file can be written afterwards.
 * @throws {ConfigurationError} when it cannot be written
 */
export function checkWritable(path: string, where: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw notWritable(where, error);
  }
}

function notWritable(where: string, error: unknown): ConfigurationError {
  const message = `cannot be written (${(error as Error).message}): make it writable, then run the command again`;
  return new ConfigurationError(
    [{ code: 'not-writable', where, message }],
    'with the thresholds file, no bound was written',
  );
}
