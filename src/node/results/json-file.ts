import { readFileSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../../load/problem';

/** Writes an object as JSON for people. */
export function writeJson(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Reads JSON. @throws {ConfigurationError} when it is not whole */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = `is not whole JSON (${(error as Error).message}): use the file that loadline wrote`;
    throw new ConfigurationError([{ where: file, message }]);
  }
}
