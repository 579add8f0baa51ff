import { existsSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ConfigurationError, type Problem } from '../core/text/problem';
import type { ThresholdsFile } from '../core/thresholds/threshold';
import { jsonProblem } from './json-problem';
import { withoutMark } from './thresholds-text';

/**
 * Reads `thresholds/<suite>.json` as it is now. Its content, which may be no object at all, is checked where the spec of a
 * run is made.
 * @param folder path of `thresholds`
 * @param isBuiltIn whether the bundle was built with such a file
 * @returns undefined when there never was such a file: the suite has its thresholds from elsewhere
 * @throws {ConfigurationError} when the file is gone or new, is not JSON, or contains a key twice
 */
export function readThresholds(
  folder: string,
  suite: string,
  isBuiltIn: boolean,
): ThresholdsFile | undefined {
  const file = `${folder}/${suite}.json`;
  const where = `thresholds/${suite}.json`;
  const wrong = (message: string, at = where) =>
    new ConfigurationError([{ code: 'threshold-file', where: at, message }]);
  if (!existsSync(file)) {
    if (!isBuiltIn) return undefined;
    throw wrong('is missing, and the suite was built with it: restore it, or build again without it');
  }
  if (!isBuiltIn)
    throw wrong('is there, and the suite was built without it: build again, or give the file another name');
  const text = readText(file, wrong);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { at, message } = jsonProblem(text, error as SyntaxError);
    throw wrong(`is no JSON (${message}): mend it`, `${where}:${at}`);
  }
  const twice = keysTwice(text, where);
  if (twice.length > 0) throw new ConfigurationError(twice);
  return value as ThresholdsFile;
}

function readText(file: string, wrong: (message: string) => Error): string {
  try {
    return withoutMark(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong(`cannot be read (${(error as NodeJS.ErrnoException).code}): write a file`);
  }
}

/** `JSON.parse` keeps the last of two equal keys: the threshold of the first would be lost silently. */
function keysTwice(text: string, where: string): Problem[] {
  return parseDocument(text, { schema: 'json', uniqueKeys: true })
    .errors.filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(
      ({ linePos }): Problem => ({
        code: 'threshold-file',
        where: `${where}:${linePos?.[0].line}:${linePos?.[0].col}`,
        message: 'holds a key that is there before: write it once',
      }),
    );
}
