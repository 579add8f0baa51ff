import type { Command } from 'commander';
import { type Problem, throwProblems } from '../core/text/problem';
import { readResult } from '../results/compare/result-file';
import { parseMode } from '../results/file-modes';
import type { ReportOptions } from '../ui/report';
import { readOption } from './option-values';
import { unwritable } from './writable';

/** Values of the options of every command that writes reports, as commander returns them. */
export interface ReportTexts {
  readonly html?: string;
  readonly csv?: string;
  readonly junit?: string;
  readonly baseline?: string;
  readonly reportMode?: string;
}

/** Adds the options for reports outside the run's folder. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--html <file>', 'write the HTML report there too')
    .option('--csv <prefix>', 'write the CSV files there too: <prefix>_stats.csv and so on')
    .option('--junit <file>', 'write the JUnit file there too')
    .option(
      '--report-mode <mode>',
      'who may read the reports, as for chmod, such as 0644; default: their owner only',
    )
    .option('--baseline <folder>', 'a run that the HTML report shows beside this one');
}

/** @throws {ConfigurationError} when the baseline is not the folder of a run, or the path of a report cannot be written */
export function readReportOptions({ baseline, reportMode, ...texts }: ReportTexts): ReportOptions {
  const { html, csv, junit } = texts;
  const problems: Problem[] = [];
  const mode =
    reportMode === undefined ? undefined : readOption('--report-mode', reportMode, parseMode, problems);
  const read = baseline === undefined ? undefined : readResult(baseline);
  throwProblems([
    ...problems,
    ...(read && 'problems' in read ? read.problems : []),
    ...unwritable('--html', html),
    ...unwritable('--csv', csv && `${csv}_stats.csv`),
    ...unwritable('--junit', junit),
  ]);
  const paths = {
    ...(html !== undefined && { html }),
    ...(csv !== undefined && { csv }),
    ...(junit !== undefined && { junit }),
    ...(mode !== undefined && { mode }),
  };
  return read && 'result' in read ? { ...paths, baseline: read.result } : paths;
}
