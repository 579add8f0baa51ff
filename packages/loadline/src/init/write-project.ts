import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { replaceFile } from '../plans/replace-file';
import { makeFolders } from '../results/make-folders';
import type { ProjectFile } from './project-files';

/**
 * Writes the files of a project. An existing file stays as it is, except that parts of the new suite are added.
 * @returns lines that say what was done with each file
 */
export function writeProject(folder: string, files: readonly ProjectFile[]): string[] {
  const kept: string[] = [];
  const notes: string[] = [];
  const lines = files.flatMap(({ path, text, content, add, adds, lacks }) => {
    const file = join(folder, path);
    if (!existsSync(file)) {
      makeFolders(dirname(file));
      replaceFile(file, content ?? text);
      return [`  + ${path}`];
    }
    const old = readFileSync(file, 'utf8');
    const added = add ? add(old) : old;
    const note = lacks?.(added);
    if (note !== undefined) notes.push(`  ! ${path} ${note}`);
    if (added === old) {
      if (note === undefined) kept.push(path);
      return [];
    }
    replaceFile(file, added);
    return [`  ~ ${path}: ${adds} added`];
  });
  return [...lines, ...(kept.length > 0 ? [`  = unchanged: ${kept.join(', ')}`] : []), ...notes];
}

/**
 * Makes Node treat the project's files as ES modules.
 * @returns lines for the user
 */
export function asModules(folder: string): string[] {
  const path = join(folder, 'package.json');
  const isThere = existsSync(path);
  const text = isThere ? readFileSync(path, 'utf8') : '{ "private": true }';
  const old: Record<string, unknown> = JSON.parse(text);
  if (old.type !== undefined) return [];
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? 2;
  replaceFile(path, `${JSON.stringify({ ...old, type: 'module' }, null, indent)}\n`);
  return [isThere ? '  ~ package.json: "type": "module" added' : '  + package.json'];
}

/**
 * Finds packages that `npm ci` installs from a file outside the project. Another machine, such as one of CI, does not
 * have that file.
 * @returns lines for the user
 */
export function outsideNotes(folder: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const all: [string, unknown][] = Object.entries({ ...dependencies, ...devDependencies });
  return all.flatMap(([name, from]) => {
    const path = typeof from === 'string' && from.startsWith('file:') ? from.slice('file:'.length) : '';
    if (!path.startsWith('..') && !isAbsolute(path)) return [];
    const kept = `vendor/${basename(path)}`;
    return [
      `  ! package.json takes ${name} from ${path}, which CI does not have: mkdir -p vendor && cp ${path} ${kept} && npm install ./${kept}, and commit it`,
    ];
  });
}
