import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommand, builtSuites, home } from '../run/home';

/** The sources of the bundles, as a build lists them, by absolute path. */
interface Sources {
  readonly files: readonly string[];
  /** Folders that did not exist when the bundles were built, but would have been read. */
  readonly missing: readonly string[];
}

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
  // A build of a single suite writes no list.
  if (!existsSync(note)) return true;
  const builtMs = statSync(note).mtimeMs;
  const { files, missing } = readNote(note);
  const own = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('gen'))
    .map((file) => join(project, 'src', file));
  const sources = [
    ...files.filter((file) => !file.startsWith(join(project, 'thresholds'))),
    ...own,
    join(project, 'webpack.config.js'),
  ];
  const isNewer = (file: string) => !existsSync(file) || statSync(file).mtimeMs > builtMs;
  return sources.some(isNewer) || missing.some((folder) => existsSync(folder));
}

function readNote(note: string): Sources {
  // The Makefile of this repository leaves an empty file, and loadline 0.2.0 a list of files.
  const noted: Partial<Sources> | readonly string[] = JSON.parse(readFileSync(note, 'utf8') || '{}');
  return { files: [], missing: [], ...('length' in noted ? { files: noted } : noted) };
}
