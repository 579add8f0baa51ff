import { readFileSync, statSync } from 'node:fs';
import type { Problem } from '../core/text/problem';

const VARIABLE = 'K6_SECRET_SOURCE';

/** Kinds of k6's secret sources that read a file, and how each names it. */
const FILE_OF: Readonly<Record<string, (words: readonly string[]) => string | undefined>> = {
  file: (words) => {
    const last = words.at(-1) ?? '';
    return last.replace(/^filename=/, '');
  },
  // A word with `=` is a setting in the variable itself; a word without it is the path of a file with settings.
  url: ([word = '']) => (word === '' || word.includes('=') ? undefined : word),
};

/**
 * Checks the file that `K6_SECRET_SOURCE` names. When k6 cannot read it, k6 ends at once and does not name the variable. The
 * messages never quote the file's content.
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
