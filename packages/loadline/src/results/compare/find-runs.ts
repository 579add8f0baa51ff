import { existsSync, statSync } from 'node:fs';
import type { Problem } from '../../core/text/problem';
import type { Result } from '../../core/verdict/result';
import { linkProblems, unreadable } from '../links';
import { isOfSeries } from '../series-folder';
import { isRun, readResult, subfolders } from './result-file';

/** The runs at some paths, and what is wrong with the others. */
export interface FoundRuns {
  readonly runs: readonly Result[];
  readonly problems: readonly Problem[];
  /** Folders that are left out, such as that of a proof. */
  readonly left: readonly LeftFolder[];
}

/** A folder that is left out. */
export interface LeftFolder {
  readonly folder: string;
  /** Why, to follow the name of the folder: `holds no run`. */
  readonly reason: string;
}

/**
 * Reads the runs at the given paths. A folder with a `result.json` is one run; any other folder stands for all runs in it. A
 * folder of a proof or of a search for the capacity holds no run, and is left out.
 * @param unfinished what to do with a subfolder without a `result.json`. It is a problem where runs are compared: runs that were
 * cut off are seldom the fast ones, and leaving them out silently would favour one side
 */
export function findRuns(
  paths: readonly string[],
  unfinished: 'is a problem' | 'is left out' = 'is a problem',
): FoundRuns {
  const runs: Result[] = [];
  const problems: Problem[] = [];
  const left: LeftFolder[] = [];
  for (const folder of paths.flatMap((path) => runFolders(path, problems))) {
    const barred = barriers(folder);
    const hasNone = barred.length === 0 && !isRun(folder);
    if (hasNone && isOfSeries(folder)) left.push({ folder, reason: 'holds no run' });
    else if (hasNone && unfinished === 'is left out') left.push({ folder, reason: UNFINISHED });
    else {
      const read = barred.length > 0 ? { problems: barred } : readResult(folder);
      if ('result' in read) runs.push(read.result);
      else problems.push(...read.problems);
    }
  }
  return { runs, problems, left };
}

const UNFINISHED = 'holds no result.json: its run goes on, or was cut off';

/** Why nothing in an existing folder is read. */
function barriers(folder: string): Problem[] {
  const links = linkProblems(folder);
  return links.length > 0 ? links : unreadable(folder);
}

function runFolders(path: string, problems: Problem[]): string[] {
  const refuse = (message: string) => {
    problems.push({ code: 'run-unreadable', where: path, message });
    return [];
  };
  if (path.startsWith('-')) return refuse('write options before --, only folders of runs after it');
  const links = linkProblems(path);
  if (links.length > 0) {
    problems.push(...links);
    return [];
  }
  if (!existsSync(path)) return refuse('there is no such folder: name a run, such as reports/<run id>');
  if (!statSync(path).isDirectory()) return refuse('is no folder: name the folder that the file is in');
  const unread = unreadable(path);
  if (unread.length > 0) {
    problems.push(...unread);
    return [];
  }
  if (isRun(path) || isOfSeries(path)) return [path];
  const folders = subfolders(path);
  if (folders.some(isRun)) return folders;
  return refuse('holds no result.json, nor folders that hold one: name runs, such as reports/<run id>');
}
