import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { writePrivately } from '../results/file-modes';
import { makeFolders } from '../results/make-folders';
import { readSpec, runFiles } from '../results/run-folder';

/** One of several instances. They may share the folder of a run. */
export interface Part {
  readonly instance: number;
  readonly of: number;
}

/**
 * Checks the folder of a run before anything is created.
 * @param part absent: the whole run is here
 */
export function folderProblems(folder: string, part: Part | undefined): Problem[] {
  const found = lookAt(folder);
  if (!found) return [];
  if (part === undefined) return [taken(folder)];
  if (!found.isDirectory())
    return [
      {
        code: 'link-refused',
        where: folder,
        message: 'is no folder, and links are not followed: choose another run id',
      },
    ];
  const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  if (links.length > 0)
    return [
      {
        code: 'link-refused',
        where: join(folder, links[0]?.name ?? ''),
        message: 'is a link, and links are not followed: remove it',
      },
    ];
  if (existsSync(runFiles.spec(folder)) && readSpec(folder).instances !== part.of) return [taken(folder)];
  const log = runFiles.log(folder, part.instance);
  return existsSync(log) ? [taken(log)] : [];
}

/** @returns undefined also when a part of the path is not a folder: the attempt to create it reports that */
function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Creates the folder of a run before anything else, so that of two runs with the same id only one gets it. When several
 * instances share the folder, each creates its own log first.
 * @throws {ConfigurationError} when another run has the folder, or it cannot be created
 */
export function claimFolder(folder: string, part: Part | undefined): void {
  throwProblems(folderProblems(folder, part));
  try {
    makeFolders(dirname(folder));
    writePrivately();
    makeOnce(() => mkdirSync(folder), part === undefined ? folder : undefined);
    if (part === undefined) return;
    const log = runFiles.log(folder, part.instance);
    makeOnce(() => closeSync(openSync(log, 'wx')), log);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const message = `cannot be made (${(error as Error).message}): start where you may write, the files of a run go to reports/ in the current folder`;
    throw new ConfigurationError([{ code: 'not-writable', where: folder, message }]);
  }
}

/** @param owned path that belongs to another run if it already exists. Absent: it may exist */
function makeOnce(make: () => void, owned: string | undefined): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (owned !== undefined) throw new ConfigurationError([taken(owned)]);
  }
}

function taken(path: string): Problem {
  return {
    code: 'run-id-taken',
    where: 'RUN_ID',
    message: `${path} is there already: choose another id, or none`,
  };
}
