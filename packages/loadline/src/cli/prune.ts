import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { counted } from '../core/text/counted';
import { type Problem, throwProblems } from '../core/text/problem';
import { linkProblems } from '../results/links';
import { runFiles } from '../results/run-folder';
import { baselinesWith, changeMarks, readMarks, withoutNotes } from '../results/run-marks';
import { isInProgress } from '../run/live-file';
import { listRuns } from './list-runs';
import { readOption } from './option-values';

interface PruneOptions {
  readonly keep?: string;
  readonly reports: string;
  readonly dryRun: boolean;
}

/** `loadline prune --keep 50`: deletes the folders of all runs except the newest ones. */
export function pruneCommand(): Command {
  return new Command('prune')
    .description('delete the files of old runs, except runs in progress and runs of a baseline')
    .option('--keep <n>', 'how many runs stay, the newest ones')
    .option('--reports <folder>', 'where the runs are', 'reports')
    .option('--dry-run', 'only tell what would be deleted', false)
    .action(({ keep, reports, dryRun }: PruneOptions) => {
      const problems: Problem[] = [];
      if (keep === undefined)
        problems.push({
          code: 'argument-missing',
          where: '--keep',
          message: 'is not given: write how many runs stay, such as --keep 50',
        });
      const most = keep === undefined ? 0 : (readOption('--keep', keep, atLeastNone, problems) ?? 0);
      throwProblems([...problems, ...linkProblems(reports)]);
      const marks = readMarks(reports);
      const all = oldRuns(reports, most);
      const old = all.filter((path) => baselinesWith(basename(path), marks).length === 0);
      for (const path of old) {
        if (!dryRun) rmSync(path, { recursive: true });
        console.log(`${dryRun ? 'would delete' : 'deleted'} ${path}`);
      }
      const names = old.map((path) => basename(path));
      if (!dryRun && old.length > 0) changeMarks(reports, (now) => withoutNotes(now, names));
      console.log(`${counted(old.length, 'run')} ${dryRun ? 'would be deleted' : 'deleted'}`);
    });
}

function atLeastNone(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`is "${text}": write a whole number from 0 upwards, such as 50`);
}

/** Folders of all runs except the newest ones, newest first. Leaves out other folders, links, and runs in progress. */
function oldRuns(reports: string, keep: number): string[] {
  return listRuns(reports)
    .map(({ run }) => join(reports, run))
    .filter((path) => existsSync(runFiles.spec(path)) || existsSync(runFiles.result(path)))
    .slice(keep)
    .filter((path) => !isInProgress(path));
}
