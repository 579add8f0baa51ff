import { chmod, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Result } from '../../core/verdict/result';
import { copyMode, reportMode } from '../../results/file-modes';
import { makeFolders } from '../../results/make-folders';
import { writeOwnFile } from '../../results/own-file';
import { unwrittenText } from '../../results/unwritten';
import { failuresCsv, statsCsv, statsHistoryCsv } from './csv';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { linkedFiles } from './linked-files';
import { summaryMarkdown } from './markdown';

/** Where reports are written in addition to the folder of the run. */
export interface ReportOptions {
  /** Path from `--html report.html`. */
  readonly html?: string;
  /** Prefix of the CSV files: `--csv out/run` writes `out/run_stats.csv` and so on. */
  readonly csv?: string;
  /** Path from `--junit junit.xml`. */
  readonly junit?: string;
  /** File mode of all reports, such as 0o644. Absent: those in the run's folder are private. */
  readonly mode?: number;
  /** An earlier run that the HTML report compares this one with. */
  readonly baseline?: Result;
}

/** Some reports could not be written. The message names their paths and what to write instead. */
export class ReportError extends Error {
  override readonly name = 'ReportError';

  /** @param lost reports missing in the run's own folder, each in words */
  constructor(
    message: string,
    readonly lost: readonly string[] = [],
    /** How the command ends, when it has a verdict. */
    readonly exitCode?: number,
  ) {
    super(message);
  }
}

interface Report {
  readonly path: string;
  readonly text: string;
  /** The option that the path came from. */
  readonly option?: string;
}

/**
 * Writes all reports of a run into its folder, and the requested ones to their paths. Every report is tried, so that one bad
 * path does not prevent the others.
 * @returns the paths that were written
 * @throws {ReportError} when one or more could not be written
 */
export async function writeReports(
  result: Result,
  folder: string,
  options: ReportOptions = {},
): Promise<string[]> {
  const reports = allReports(result, folder, options);
  const outcomes = await Promise.allSettled(reports.map((report) => write(report, options.mode)));
  const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failed.length > 0) {
    const lost = failed.flatMap((error) => (error instanceof ReportError ? error.lost : []));
    throw new ReportError(failed.map(({ message }) => message).join('\n'), lost);
  }
  return reports.map(({ path }) => path);
}

/** Paths of the CSV files of a prefix. */
export function csvPaths(prefix: string): string[] {
  return ['stats.csv', 'stats_history.csv', 'failures.csv'].map((name) => csvPath(prefix, name));
}

function csvPath(prefix: string, name: string): string {
  return `${prefix}_${name}`;
}

function allReports(result: Result, folder: string, { html, csv, junit, baseline }: ReportOptions): Report[] {
  const page = (path: string) => reportHtml(result, { baseline, files: linkedFiles(folder, dirname(path)) });
  const own = join(folder, 'report.html');
  const tests = junitXml(result);
  const tables = {
    'stats.csv': statsCsv(result),
    'stats_history.csv': statsHistoryCsv(result),
    'failures.csv': failuresCsv(result),
  };
  return [
    { path: own, text: page(own) },
    { path: join(folder, 'junit.xml'), text: tests },
    { path: join(folder, 'summary.md'), text: summaryMarkdown(result) },
    ...Object.entries(tables).map(([name, text]) => ({ path: join(folder, name), text })),
    ...(html === undefined ? [] : [{ path: html, text: page(html), option: '--html' }]),
    ...(csv === undefined
      ? []
      : Object.entries(tables).map(([name, text]) => ({ path: csvPath(csv, name), text, option: '--csv' }))),
    ...(junit === undefined ? [] : [{ path: junit, text: tests, option: '--junit' }]),
  ];
}

async function write({ path, text, option }: Report, mode: number | undefined): Promise<void> {
  try {
    makeFolders(dirname(path));
    // A path from the user may be a link: it is followed.
    if (option === undefined) writeOwnFile(path, text);
    else await writeFile(path, text);
    // The mode of another user's file, or of a device, cannot change.
    await chmod(path, option === undefined ? reportMode(mode) : copyMode(mode)).catch(() => {});
  } catch (error) {
    const where = option === undefined ? path : `${option} ${path}`;
    const lost = option === undefined ? [unwrittenText(path, error)] : [];
    // An incomplete report is removed.
    if (option === undefined) await rm(path, { force: true }).catch(() => {});
    throw new ReportError(`${where}: the report could not be written: ${whatToWrite(error, path)}`, lost);
  }
}

/** Why a report cannot be written, and what to write instead. */
function whatToWrite(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EISDIR':
      return `it is a folder: write the path of a file, such as ${join(path, 'report')}`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `a part of ${dirname(path)} is a file: write a path whose folders are folders`;
    case 'EACCES':
    case 'EPERM':
      return 'it is not permitted: write a path in a folder that you may write to';
    case 'EROFS':
      return 'the file system is read-only: write a path on another one';
    case 'ENOSPC':
      return 'the disk is full: free some space, or write a path on another disk';
    case 'ENAMETOOLONG':
      return 'its name is too long: write a shorter one';
    default:
      return `${message}: write another path`;
  }
}
