import { Command } from 'commander';
import { ConfigurationError, throwProblems } from '../core/text/problem';
import { RefusedError } from '../results/compare/refused-error';
import { linkProblems } from '../results/links';
import { exitCodeOf, reportRun } from '../run/report-run';
import { addOutputOptions, type OutputTexts, outputOf } from './output-options';
import { addReportOptions, type ReportTexts, readReportOptions } from './report-options';
import { reportPathProblems } from './report-paths';

/**
 * `loadline report DIR…`: makes one verdict and one report of a run from the samples of all its instances. The folders may
 * come from several machines. Ends with the exit code of the verdict, or with 105 when the run was interrupted.
 */
export function reportCommand(): Command {
  return addOutputOptions(addReportOptions(new Command('report')), false)
    .description('make verdict and reports of a run anew, from the samples in its folders')
    .argument('<folder...>', 'folders of one run, such as those of its instances on several machines')
    .option('--out <folder>', 'where the reports go; by default the first folder')
    .action(async (folders: string[], { out, ...texts }: ReportTexts & OutputTexts & { out?: string }) => {
      try {
        const place = out ?? folders[0] ?? '.';
        const all = [...new Set([...folders, place])];
        throwProblems(all.flatMap((folder) => linkProblems(folder)));
        const options = readReportOptions(texts);
        throwProblems(reportPathProblems(texts, all));
        const result = await reportRun(folders, place, options, outputOf(texts));
        process.exitCode = exitCodeOf(result);
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        throw new RefusedError('no report was made:', error.problems);
      }
    });
}
