import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Problem } from '../core/text/problem';

/**
 * What is wrong with links on the way to a folder of runs and directly in it: who may write to `reports/` must not choose
 * what else is read or written. Links that stay in `reports/`, and `reports` itself as one, are followed.
 * @param folder of a run or of runs
 * @param reports the folder that must not be left; by default the last one on the way that is called `reports`
 * @returns none where there is no such folder
 */
export function linkProblems(folder: string, reports = reportsOnTheWay(folder)): Problem[] {
  const inside = reports === undefined ? undefined : realPath(reports);
  if (reports === undefined || inside === undefined || !isThere(folder)) return [];
  const [way] = linkProblem(folder, reports, inside);
  if (way) return [way];
  if (!lstatSync(realpathSync(folder)).isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .flatMap(({ name }) => linkProblem(join(folder, name), reports, inside));
}

function linkProblem(path: string, reports: string, inside: string): Problem[] {
  const at = realPath(path);
  if (at === inside || at?.startsWith(`${inside}${sep}`)) return [];
  const where = at === undefined ? 'leads to nothing' : `leads out of ${reports}`;
  const remedy = at === undefined ? 'remove it' : `remove it, or name the place itself: ${at}`;
  return [{ where: path, message: `is a link that ${where}, and such links are not followed: ${remedy}` }];
}

function reportsOnTheWay(folder: string): string | undefined {
  const parts = resolve(folder).split(sep);
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
