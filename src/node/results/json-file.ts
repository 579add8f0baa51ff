import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../../load/problem';

/** Writes an object as JSON for people. @throws {Error} when the disk does not take it; no half of it stays */
export function writeJson(file: string, content: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
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
