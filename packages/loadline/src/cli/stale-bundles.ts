import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listedFiles } from '../../webpack/listed-files.js';
import { sha256 } from '../../webpack/sha256.js';
import { buildCommand, builtSuites, hasBuiltInThresholds, home } from '../run/home';

/**
 * The sources of the bundles, as webpack/sources.js writes them, by path relative to the project. `files`: SHA-256 of each, empty
 * when it was saved during the build. `folders`: the names of the files in folders of which the build reads all.
 */
const sources = z.object({
  files: z.record(z.string(), z.string()),
  folders: z.record(z.string(), z.array(z.string())),
});

/** File in `dist/` in which a build lists the sources of its bundles. */
const NOTE = '.built';

/** Whether the project has sources whose bundles have to be built: there are none, or a source has changed since. */
export function areBundlesStale(): boolean {
  if (!existsSync(home('webpack.config.js'))) return false;
  const suites = builtSuites();
  const areThresholdsRead = suites.every((suite) => hasBuiltInThresholds(suite));
  return suites.length === 0 || isStale(home(), home('dist', NOTE), areThresholdsRead);
}

/** Warns when a source has changed since the bundles were built, because the command then uses the old ones. */
export function warnOfStaleBundles(): void {
  if (builtSuites().length === 0 || !areBundlesStale()) return;
  const command = buildCommand();
  console.error(
    `warning: the suites have changed since they were built, and this uses the old ones: run \`${command}\``,
  );
}

/**
 * Whether a source of the bundles of a project has changed since they were built.
 * @param project absolute path
 * @param note file in which the build listed the sources
 * @param areThresholdsRead whether every run reads the thresholds of its suite itself, so that they may change. A suite without
 * a `thresholds/<suite>.json` has those with which it was built
 */
export function isStale(project: string, note: string, areThresholdsRead = true): boolean {
  const noted = readNote(note);
  if (!noted) return true;
  const isOther = ([file, hash]: [string, string]) => {
    if (areThresholdsRead && file.startsWith('thresholds/')) return false;
    const path = join(project, file);
    return !statSync(path, { throwIfNoEntry: false })?.isFile() || sha256([path]) !== hash;
  };
  return (
    Object.entries(noted.files).some(isOther) ||
    Object.entries(noted.folders).some(
      ([folder, names]) => listedFiles(join(project, folder)).join('\n') !== names.join('\n'),
    )
  );
}

/** @returns undefined when there is no list, as after a build of a single suite, or when it is damaged */
function readNote(note: string): z.infer<typeof sources> | undefined {
  try {
    return sources.safeParse(JSON.parse(readFileSync(note, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
