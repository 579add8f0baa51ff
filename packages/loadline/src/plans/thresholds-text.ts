import { ConfigurationError } from '../core/text/problem';
import { unwrittenReason } from '../results/unwritten';
import { checkReplaceable, replaceFile } from './replace-file';

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
 * Writes a thresholds file. When that fails, the file stays as it was.
 * @param where its name in the project
 * @throws {ConfigurationError} when it cannot be written
 */
export function writeThresholds(path: string, where: string, text: string): void {
  try {
    replaceFile(path, text);
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
    checkReplaceable(path);
  } catch (error) {
    throw notWritable(where, error);
  }
}

function notWritable(where: string, error: unknown): ConfigurationError {
  const message = `cannot be written: ${unwrittenReason(error)}, then run the command again`;
  return new ConfigurationError(
    [{ code: 'not-writable', where, message }],
    'with the thresholds file, no bound was written',
  );
}
