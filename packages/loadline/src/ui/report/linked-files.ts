import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LinkedFile } from '../components/report-page';

/** Reports that are written together with the page, so they may not exist yet. */
const WRITTEN = ['result.json', 'junit.xml', 'summary.md', 'stats.csv', 'stats_history.csv', 'failures.csv'];

/** Other files that a run may leave. */
const LEFT = /^(run\.json|dashboard\.html|k6-\d+\.(log|json)|samples-\d+\.csv\.gz)$/;

/** Largest number of links. Each instance has three files, and too many of them would hide the others. */
const MOST = 24;

/**
 * Files of a run that its page links to.
 * @param folder folder of the run
 * @param from folder of the page
 */
export function linkedFiles(folder: string, from: string): LinkedFile[] {
  const left = existsSync(folder) ? readdirSync(folder).filter((name) => LEFT.test(name)) : [];
  const names = [...WRITTEN, ...left.sort()].slice(0, MOST);
  return names.map((name) => ({ name, href: encodeURI(relative(from, join(folder, name))) }));
}
