import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Problem } from '../core/text/problem';

/*
 * Whoever may write to a folder of runs must not choose what else is read or written. So a link is followed only if it stays
 * in the folder called `reports` on its way, the last one if there are several; without one, in the folder that it lies in.
 * `reports` itself may be a link.
 */

/**
 * What is wrong with links on the way to a folder of runs and directly in it.
 * @param folder of a run or of runs
 * @param reports the folder that must not be left; by default the last one on the way that is called `reports`
 * @returns none where there is no such folder
 */
export function linkProblems(folder: string, reports = reportsOnTheWay(folder)): Problem[] {
  if (reports === undefined || realPath(reports) === undefined || !isThere(folder)) return [];
  const [way] = linkProblem(folder, reports);
  if (way) return [way];
  if (!lstatSync(realpathSync(folder)).isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .flatMap(({ name }) => linkProblem(join(folder, name), reports));
}

/** What is wrong with a file of a run's folder that is to be read; nothing when it is not there. */
export function ownFileProblems(path: string): Problem[] {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const [link] = linkProblem(path, reportsOnTheWay(path) ?? dirname(path));
    if (link) return [link];
  }
  const target = statSync(path, { throwIfNoEntry: false });
  if (!target || target.isFile()) return [];
  return [{ code: 'link-refused', where: path, message: 'is no file: put the file of the run there' }];
}

/** Whether a path leads out of a folder, or nowhere, by a link on it. @param folder one that is there */
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

/** Undefined where a link leads to nothing, or nothing is there. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Also a link to nothing is. */
function isThere(path: string): boolean {
  return lstatSync(resolve(path), { throwIfNoEntry: false }) !== undefined;
}
