import { accessSync, constants, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Problem } from '../core/text/problem';

/**
 * Whoever may write to a folder of runs must not choose which other files are read or written. So a link is followed only if
 * it stays inside the folder `reports` on its path (the last one if there are several), or, without such a folder, inside
 * the folder that contains the link. `reports` itself may be a link.
 */

/**
 * Problems of the links on the path to a folder of runs and directly in it.
 * @param folder of a run or of runs
 * @param reports the folder that no link may leave; by default the last one on the path that is called `reports`
 * @returns an empty list when there is no such folder
 */
export function linkProblems(folder: string, reports = reportsOnTheWay(folder)): Problem[] {
  if (reports === undefined || realPath(reports) === undefined) return [];
  try {
    if (!isThere(folder)) return [];
    const [way] = linkProblem(folder, reports);
    if (way) return [way];
    if (!lstatSync(realpathSync(folder)).isDirectory()) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .flatMap(({ name }) => linkProblem(join(folder, name), reports));
  } catch (error) {
    return [unread(folder, error)];
  }
}

/** The problem of a folder that this user may not read, such as that of a run that root made. @param folder an existing one */
export function unreadable(folder: string): Problem[] {
  try {
    accessSync(folder, constants.X_OK);
    readdirSync(folder);
    return [];
  } catch (error) {
    return [unread(folder, error)];
  }
}

function unread(where: string, error: unknown): Problem {
  const message = `cannot be read (${(error as Error).message}): make it readable, or leave it out`;
  return { code: 'run-unreadable', where, message };
}

/** Problems of a file of a run's folder that is about to be read. None when the file does not exist. */
export function ownFileProblems(path: string): Problem[] {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const [link] = linkProblem(path, reportsOnTheWay(path) ?? dirname(path));
    if (link) return [link];
  }
  const target = statSync(path, { throwIfNoEntry: false });
  if (!target || target.isFile()) return [];
  return [{ code: 'link-refused', where: path, message: 'is no file: put the file of the run there' }];
}

/** The problem of a path whose link leads out of the folder or to nothing. @param folder an existing one */
function linkProblem(path: string, folder: string): Problem[] {
  const [at, inside] = [realPath(path), realPath(folder)];
  if (at !== undefined && (at === inside || at.startsWith(`${inside}${sep}`))) return [];
  const where = at === undefined ? 'leads to nothing' : `leads out of ${folder}`;
  const remedy = at === undefined ? 'remove it' : `remove it, or name the place itself: ${at}`;
  return [
    {
      code: 'link-refused',
      where: path,
      message: `is a link that ${where}, and such links are not followed: ${remedy}`,
    },
  ];
}

function reportsOnTheWay(path: string): string | undefined {
  const parts = resolve(path).split(sep);
  const index = parts.lastIndexOf('reports');
  return index < 0 ? undefined : parts.slice(0, index + 1).join(sep);
}

/** The path without links. Undefined when nothing is there, or a link leads to nothing. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Whether something is at the path. A link that leads to nothing counts too. */
function isThere(path: string): boolean {
  return lstatSync(resolve(path), { throwIfNoEntry: false }) !== undefined;
}
