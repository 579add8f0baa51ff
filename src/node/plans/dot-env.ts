import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * The process's variables, and under them those of the `.env` file in a folder, if there is one. Neither is ever passed on a
 * command line: other users of the machine can read those.
 */
export function withDotEnv(file: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!existsSync(file)) return environment;
  return { ...parseEnv(readFileSync(file, 'utf8')), ...environment };
}
