import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { runIdProblem } from '../../core/spec/run-id';
import type { Problem } from '../../core/text/problem';
import { laterProblems } from '../hold-folder';

/** Characters that the number of a run adds to the id. */
const SUFFIX = '-9999'.length;

/**
 * Checks the id of a command that makes several runs, before anything is created: all their folders begin with it.
 * @param id undefined or empty when the command chooses one
 */
export function seriesIdProblems(id: string | undefined): Problem[] {
  if (!id) return [];
  const message = runIdProblem(id, SUFFIX);
  if (message !== undefined) return [{ code: 'run-id', where: 'RUN_ID', message }];
  return laterProblems([id, ...earlierRuns(id)], undefined);
}

/** Names of folders that the runs could need. */
function earlierRuns(id: string): string[] {
  try {
    const names = readdirSync(resolve('reports'));
    return names.filter((name) => name.startsWith(`${id}-`) && /^[1-9]\d*$/.test(name.slice(id.length + 1)));
  } catch {
    // There is no such folder yet, or the attempt to create a run's folder reports the reason.
    return [];
  }
}
