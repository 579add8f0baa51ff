import { existsSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ConfigurationError, type Problem } from '../core/text/problem';
import type { ThresholdsFile } from '../core/thresholds/threshold';

/**
 * Reads `thresholds/<suite>.json` as it is now. What is in it, be it no object, is checked where the spec of a run is made.
 * @param folder path of `thresholds`
 * @param isBuiltIn whether the bundle was built with such a file
 * @returns undefined when there never was such a file: the suite takes its thresholds from elsewhere
 * @throws {ConfigurationError} when it is gone, is no JSON, or holds one key twice
 */
export function readThresholds(folder: string, suite: string, isBuiltIn = false): ThresholdsFile | undefined {
  const file = `${folder}/${suite}.json`;
  const wrong = (message: string) => new ConfigurationError([{ where: `thresholds/${suite}.json`, message }]);
  if (!existsSync(file)) {
    if (!isBuiltIn) return undefined;
    throw wrong('is missing, and the suite was built with it: restore it, or build again without it');
  }
  let text: string;
  let value: unknown;
  try {
    // Editors of Windows begin a file with a byte order mark.
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    value = JSON.parse(text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw wrong(
      code === undefined ? `is no JSON (${message}): mend it` : `cannot be read (${code}): write a file`,
    );
  }
  const twice = keysTwice(text, `thresholds/${suite}.json`);
  if (twice.length > 0) throw new ConfigurationError(twice);
  return value as ThresholdsFile;
}

/** Of a key that is there twice, JSON keeps the last one: the threshold of the first would be gone without a word. */
function keysTwice(text: string, where: string): Problem[] {
  return parseDocument(text, { schema: 'json', uniqueKeys: true })
    .errors.filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ linePos }) => ({
      where: `${where}: line ${linePos?.[0].line}`,
      message: 'holds a key that is there before: write it once',
    }));
}
