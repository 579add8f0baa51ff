import { readFileSync } from 'node:fs';
import { ConfigurationError, throwProblems } from '../core/text/problem';
import { ownFileProblems } from './links';
import { writeOwnFile } from './own-file';

/** Writes a value as indented JSON. @throws {Error} when the file cannot be written; no partial file stays */
export function writeJson(file: string, content: unknown): void {
  writeOwnFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Reads a JSON file. @throws {ConfigurationError} when it is not complete JSON, or is a link that is not followed */
export function readJson(file: string): unknown {
  throwProblems(ownFileProblems(file));
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = `is not whole JSON (${(error as Error).message}): use the file that loadline wrote`;
    throw new ConfigurationError([{ code: 'run-unreadable', where: file, message }]);
  }
}
