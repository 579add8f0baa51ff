import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from '../results/make-folders';
import type { ProjectFile } from './project-files';

/**
 * Writes the files of a project. An existing file stays as it is, except that parts of the new suite are added.
 * @returns one line for each file: what was done with it
 */
export function writeProject(folder: string, files: readonly ProjectFile[]): string[] {
  return files.map(({ path, text, add }) => {
    const file = join(folder, path);
    if (!existsSync(file)) {
      makeFolders(dirname(file));
      writeFileSync(file, text);
      return `  + ${path}`;
    }
    const old = readFileSync(file, 'utf8');
    const added = add ? add(old) : old;
    if (added === old) return `    ${path} is there, and stays as it is`;
    writeFileSync(file, added);
    return `  ~ ${path}: the new suite is added`;
  });
}

/**
 * Makes Node treat the project's files as ES modules.
 * @returns lines for the user
 */
export function asModules(folder: string): string[] {
  const path = join(folder, 'package.json');
  const old: Record<string, unknown> = existsSync(path)
    ? JSON.parse(readFileSync(path, 'utf8'))
    : { private: true };
  if (old.type === 'module') return [];
  if (old.type !== undefined)
    return [
      `    package.json says "type": "${old.type}": write "type": "module", or give the suites a folder of their own`,
    ];
  writeFileSync(path, `${JSON.stringify({ ...old, type: 'module' }, null, 2)}\n`);
  return ['  ~ package.json: "type": "module"'];
}
