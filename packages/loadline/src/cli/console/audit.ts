import { closeSync, constants, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../core/text/problem';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

/**
 * Appends a line to `console.jsonl` in the folder of the runs. A link or a pipe in its place is refused.
 * @returns the line
 * @throws {ConfigurationError} when it cannot be written
 */
export function appendAudit(reports: string, fact: Readonly<Record<string, unknown>>): string {
  const line = JSON.stringify({ at: new Date().toISOString(), ...fact });
  const path = join(reports, 'console.jsonl');
  try {
    if (!existsSync(reports)) mkdirSync(reports, { recursive: true, mode: 0o700 });
    const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
    try {
      writeSync(file, `${line}\n`);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const message = `cannot be written (${(error as Error).message}): nothing is started or deleted without a line in it`;
    throw new ConfigurationError([{ code: 'not-writable', where: path, message }]);
  }
  return line;
}
