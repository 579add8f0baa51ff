import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Problem } from '../core/text/problem';
import { runFiles } from '../results/run-folder';
import { csvPaths } from '../ui/report';

/** Files that loadline writes into the folder of a run. */
const OF_A_RUN =
  /^((run|result)\.json|(k6|end)-\d+\.json|k6-\d+\.log|samples-\d+\.csv(\.gz)?|(report|dashboard)\.html|junit\.xml|summary\.md|(stats|stats_history|failures)\.csv)$/;

/** Paths of the reports outside the run's folder, as the options give them. */
export interface ReportPaths {
  readonly html?: string;
  readonly csv?: string;
  readonly junit?: string;
}

/**
 * Refuses paths of reports that would overwrite a file of a run, or each other.
 * @param folders folders of the run; they may not exist yet
 */
export function reportPathProblems({ html, csv, junit }: ReportPaths, folders: readonly string[]): Problem[] {
  const targets = [
    ...(html ? [{ where: '--html', path: html }] : []),
    ...(csv ? csvPaths(csv).map((path) => ({ where: '--csv', path })) : []),
    ...(junit ? [{ where: '--junit', path: junit }] : []),
  ].map((target) => ({ ...target, real: realPath(target.path) }));
  const runs = folders.map(realPath);
  return targets.flatMap(({ where, path, real }, index): Problem[] => {
    const place = dirname(real);
    const isOfRun = runs.includes(place) || existsSync(runFiles.spec(place));
    const other = targets.slice(0, index).find((one) => one.real === real && !isDevice(real));
    const message =
      isOfRun && OF_A_RUN.test(basename(real)) ? ofRun(path) : other && alsoOf(other.where, path);
    return message === undefined ? [] : [{ code: 'report-path', where, message }];
  });
}

function ofRun(path: string): string {
  return `${path} is a file that loadline itself writes into the folder of a run: write another path, or leave the option out`;
}

function alsoOf(option: string, path: string): string {
  return `${path} is also written by ${option}, and one report would overwrite the other: write another path`;
}

/** The path that a write would reach: links are followed, as far as the path exists. */
function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(realPath(above), basename(whole));
  }
}

/** Whether a path is something like `/dev/null`, which keeps nothing that could be overwritten. */
function isDevice(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
