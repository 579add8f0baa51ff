import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { throwProblems } from '../../load/problem';

/**
 * The process's variables, and under them those of the `.env` file in a folder, if there is one. Neither is ever passed on a
 * command line: other users of the machine can read those.
 * @throws {ConfigurationError} naming the lines that set nothing; what they say is not repeated, it may be a secret
 */
export function withDotEnv(file: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!existsSync(file)) return environment;
  const text = readFileSync(file, 'utf8');
  const parsed = parseEnv(text);
  throwProblems(
    text.split('\n').flatMap((line, index) => {
      // A quoted value may go on over several lines.
      const part = line.replace(/["'`].*$/, '').trim();
      if (isFine(line) || Object.values(parsed).some((value) => value?.includes(part))) return [];
      return [{ where: `.env, line ${index + 1}`, message: 'sets nothing: write NAME=value' }];
    }),
  );
  return { ...parsed, ...environment };
}

/** An assignment, a comment or nothing. */
function isFine(line: string): boolean {
  return /^\s*(#.*|(export\s+)?[\w.-]+\s*=.*)?$/.test(line.replace(/\r$/, ''));
}
