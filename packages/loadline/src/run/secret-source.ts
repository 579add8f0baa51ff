import { readFileSync, statSync } from 'node:fs';
import type { Problem } from '../core/text/problem';

const VARIABLE = 'K6_SECRET_SOURCE';

/** Kinds of k6's sources that read a file, and the word that names it. */
const FILE_OF: Readonly<Record<string, (words: readonly string[]) => string | undefined>> = {
  file: (words) => {
    const last = words.at(-1) ?? '';
    return last.replace(/^filename=/, '');
  },
  // Settings within the variable have names, a file with them has none.
  url: ([word = '']) => (word === '' || word.includes('=') ? undefined : word),
};

/**
 * What keeps k6 from reading the file that `K6_SECRET_SOURCE` names: k6 ends at once then, and does not say whose fault it
 * is. Nothing of the file's text is repeated.
 */
export function secretSourceProblems(variables: Readonly<Record<string, string | undefined>>): Problem[] {
  const text = variables[VARIABLE] ?? '';
  const [, kind = '', config = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  const words = config.split(',').filter((word) => word !== 'default' && !word.startsWith('name='));
  const file = FILE_OF[kind]?.(words);
  if (file === undefined) return [];
  const message =
    file === '' ? `names no file: write ${VARIABLE}=file=accounts.secret` : problemOf(kind, file);
  return message === undefined ? [] : [{ code: 'secret-source', where: VARIABLE, message }];
}

function problemOf(kind: string, file: string): string | undefined {
  try {
    if (statSync(file).isDirectory()) return `names "${file}", which is a folder: write the path of a file`;
    const lines = readFileSync(file, 'utf8').split('\n');
    const odd = lines.findIndex(
      (line, index) => !line.includes('=') && (line !== '' || index < lines.length - 1),
    );
    if (kind !== 'file' || odd < 0) return undefined;
    return `names "${file}", whose line ${odd + 1} has no "=": write NAME=value in each line`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'and there is no such file' : `which cannot be read (${message})`;
    return `names "${file}", ${what}: write the path of the file that holds the accounts`;
  }
}
