import type { Command } from 'commander';
import { ConfigurationError } from '../../load/problem';
import { readResult } from '../compare/result-file';
import type { ReportOptions } from '../results/writers';

/** Options of every command that writes reports, as commander gives them. */
export interface ReportTexts {
  readonly html?: string;
  readonly csv?: string;
  readonly junit?: string;
  readonly baseline?: string;
}

/** Adds the options that say where reports go besides the run's folder. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--html <file>', 'write the HTML report there too')
    .option('--csv <prefix>', 'write the CSV files there too: <prefix>_stats.csv and so on')
    .option('--junit <file>', 'write the JUnit file there too')
    .option('--baseline <folder>', 'a run that the HTML report shows beside this one');
}

/** @throws {ConfigurationError} when the baseline is not the folder of a run */
export function readReportOptions({ baseline, ...paths }: ReportTexts): ReportOptions {
  if (baseline === undefined) return paths;
  const read = readResult(baseline);
  if ('problems' in read) throw new ConfigurationError(read.problems);
  return { ...paths, baseline: read.result };
}
