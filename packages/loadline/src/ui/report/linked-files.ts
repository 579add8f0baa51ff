import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LinkedFile } from '../components/report-page';

/** Reports that are written with the page, so that they may not be there yet. */
const WRITTEN = ['result.json', 'junit.xml', 'summary.md', 'stats.csv', 'stats_history.csv', 'failures.csv'];

/** What else a run leaves behind, where it does. */
const LEFT = /^(run\.json|dashboard\.html|k6-\d+\.(log|json)|samples-\d+\.csv\.gz)$/;

/** More than this would hide the others: of each instance there are three. */
const MOST = 24;

/**
 * Files of a run that its page leads to.
 * @param folder of the run
 * @param from folder of the page
 */
export function linkedFiles(folder: string, from: string): LinkedFile[] {
  const left = existsSync(folder) ? readdirSync(folder).filter((name) => LEFT.test(name)) : [];
  const names = [...WRITTEN, ...left.sort()].slice(0, MOST);
  return names.map((name) => ({ name, href: encodeURI(relative(from, join(folder, name))) }));
}
