import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunSpec } from '../core/spec/run-spec';
import { table } from '../core/text/layout';
import { readJson } from '../results/json-file';
import { runFiles } from '../results/run-folder';

/** The command line as its user starts it: the launcher of a project, or `npx loadline`. */
export function commandName(): string {
  const [, program = ''] = process.argv;
  const isLauncher = basename(dirname(program)) === 'bin' && !program.split(sep).includes('node_modules');
  return isLauncher ? shellWord(shownPath(program)) : 'npx loadline';
}

/** Number of earlier runs among which one to compare with is looked for. */
const MOST_LOOKED_AT = 50;

/** The last lines of a run: where its report and files are, how to run it again, and how to compare it. */
export function closingLines(spec: RunSpec, out: string, again: string | undefined): string[] {
  return table([
    ['report', pathToFileURL(join(out, 'report.html')).href],
    ['files', out],
    ...(again === undefined
      ? []
      : [
          ['again', withOwnVariables(again, spec)],
          ['compare', compareLine(spec, out)],
        ]),
  ]);
}

/**
 * A command line with the variables of this shell that decided the run before it. Those of `.env` count again by themselves,
 * and secrets are no settings. The id belongs to one run.
 */
export function withOwnVariables(line: string, { settings }: Pick<RunSpec, 'settings'>): string {
  const own = settings.filter(
    ({ name, source }) => source === 'variable' && process.env[name] && name !== 'RUN_ID',
  );
  return [...own.map(({ name, value }) => `${name}=${shellWord(value)}`), line].join(' ');
}

/** Compares with the last run of the same test. @param out folder of a run, beside those of the earlier ones */
function compareLine(spec: RunSpec, out: string): string {
  const earlier = earlierRun(spec, out) ?? join(dirname(out), '<an earlier run>');
  // A service on a free port has another address in each run.
  const flags = spec.test === undefined ? ' --ignore-target' : '';
  return `${commandName()} compare${flags} ${shellWord(shownPath(earlier))} -- ${shellWord(shownPath(out))}`;
}

/** Folder of the last run with the same suite, profile, users, length and variables. */
function earlierRun(spec: RunSpec, out: string): string | undefined {
  const names = readdirSync(dirname(out), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== basename(out))
    .map(({ name }) => name)
    .toSorted()
    .slice(-MOST_LOOKED_AT);
  return names
    .map((name) => join(dirname(out), name))
    .findLast((folder) => {
      const other = specIn(folder);
      if (other === undefined || variablesIn(other) !== variablesIn(spec)) return false;
      return SAME.every((key) => other[key] === spec[key]);
    });
}

const SAME = ['suite', 'test', 'profile', 'users', 'loadMs'] as const;

function variablesIn({ settings = [] }: Partial<RunSpec>): string {
  return JSON.stringify(settings.filter(({ source }) => source === 'variable'));
}

function specIn(folder: string): Partial<RunSpec> | undefined {
  try {
    return readJson(runFiles.spec(folder)) as Partial<RunSpec>;
  } catch {
    return undefined;
  }
}

/** A path from the current folder, when it is below it. */
function shownPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here === '' || here.startsWith('..') ? path : here;
}

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
