import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { doubtfulLines } from './dot-env-lines';

/** The byte order mark that Notepad and PowerShell write at the start of UTF-16, for both byte orders. */
const UTF_16 = /^(\xff\xfe|\xfe\xff)/;

/**
 * The process's variables, and those of the `.env` file that the process does not set. An empty variable of the process
 * counts as not set. None is ever passed on a command line, which other users of the machine can read.
 * @throws {ConfigurationError} when the file cannot be read, or with the numbers of the lines that set nothing or something
 * else than they seem to. Their text is not repeated: it may be a secret
 */
export function withDotEnv(file: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const bytes = readBytes(file);
  if (!bytes) return environment;
  const text = decode(bytes);
  throwProblems(
    doubtfulLines(text).map(
      ({ line, message }): Problem => ({
        code: 'dot-env',
        where: `.env, line ${line}`,
        message,
      }),
    ),
  );
  const fromFile = parse(text);
  const own = Object.entries(environment).filter(
    ([name, value]) => value !== '' || !Object.hasOwn(fromFile, name),
  );
  return { ...fromFile, ...Object.fromEntries(own) };
}

/** @returns undefined when there is no file. A link that leads to nothing counts as a file */
function readBytes(file: string): Buffer | undefined {
  if (!lstatSync(file, { throwIfNoEntry: false })) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what =
      code === 'EISDIR'
        ? 'is a folder: write a file with lines NAME=value, or remove it'
        : `cannot be read (${message}): let this user read it, or remove it`;
    throw new ConfigurationError([{ code: 'dot-env', where: '.env', message: what }]);
  }
}

function decode(bytes: Buffer): string {
  if (UTF_16.test(bytes.toString('latin1', 0, 2)) || bytes.includes(0)) {
    const message = 'is not UTF-8 but UTF-16, as Notepad and PowerShell write it: save it as UTF-8';
    throw new ConfigurationError([{ code: 'dot-env', where: '.env', message }]);
  }
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const lines = bytes.toString('latin1').split('\n');
  const line = 1 + lines.findIndex((one) => !isUtf8(Buffer.from(one, 'latin1')));
  const message = 'holds a character that is not UTF-8: save the file as UTF-8';
  throw new ConfigurationError([{ code: 'dot-env', where: `.env, line ${line}`, message }]);
}
