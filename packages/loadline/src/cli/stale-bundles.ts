import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { buildCommand, builtSuites, home } from '../run/home';

const paths = z.array(z.string());

/** The sources of the bundles, as a build lists them, by absolute path. loadline 0.2.0 listed only the files. */
const sources = z.union([
  paths.transform((files) => ({ files, missing: [] })),
  // `missing`: folders that did not exist when the bundles were built, but would have been read.
  z.object({ files: paths.default([]), missing: paths.default([]) }),
]);

/** File in `dist/` in which a build lists the sources of its bundles. */
const NOTE = '.built';

/** Whether the project has sources whose bundles have to be built: there are none, or a source has changed since. */
export function areBundlesStale(): boolean {
  return existsSync(home('src')) && (builtSuites().length === 0 || isStale(home(), home('dist', NOTE)));
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
 * Whether a source of the bundles of a project has changed since they were built. Thresholds are left out, because each run
 * reads them itself.
 * @param project absolute path
 * @param note file in which the build listed the sources. Its modification time is the start of the build
 */
export function isStale(project: string, note: string): boolean {
  const noted = readNote(note);
  if (!noted) return true;
  const builtMs = statSync(note).mtimeMs;
  const own = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(isSource)
    .map((file) => join(project, 'src', file));
  const read = [
    ...noted.files.filter((file) => !file.startsWith(join(project, 'thresholds', sep))),
    ...own,
    join(project, 'webpack.config.js'),
  ];
  const isNewer = (file: string) => !existsSync(file) || statSync(file).mtimeMs > builtMs;
  return read.some(isNewer) || noted.missing.some((folder) => existsSync(folder));
}

/** Whether a build may read a file of `src/`. It makes those in `gen/` itself. Editors keep locks and copies in hidden ones. */
function isSource(file: string): boolean {
  const parts = file.split(sep);
  if (parts[0] === 'gen' || parts.some((part) => part.startsWith('.'))) return false;
  return file.endsWith('.ts') && !file.endsWith('.test.ts');
}

/** @returns undefined when there is no list, as after a build of a single suite, or when it is damaged */
function readNote(note: string): z.infer<typeof sources> | undefined {
  try {
    // The Makefile of this repository leaves an empty file.
    return sources.safeParse(JSON.parse(readFileSync(note, 'utf8') || '{}')).data;
  } catch {
    return undefined;
  }
}
