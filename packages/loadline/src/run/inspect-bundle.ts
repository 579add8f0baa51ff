import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createContext, Script } from 'node:vm';
import { foreignVariables } from '../core/spec/k6-variables';
import { OWN } from '../core/spec/own-variables';
import type { ProfileFile } from '../core/spec/profile';
import type { RunSpec, SuiteInfo } from '../core/spec/run-spec';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import type { ThresholdsFile } from '../core/thresholds/threshold';
import { buildCommand } from './home';

/** Files of the project as they are now. For an absent one, the bundle uses what was built in. */
export interface EditedFiles {
  readonly profiles?: Readonly<Record<string, ProfileFile>>;
  readonly thresholds?: ThresholdsFile;
  /** Whether one sample is enough to judge any threshold, also one that is built in. Absent: it needs its own number. */
  readonly isOneSampleEnough?: boolean;
}

/** What a bundle reports about its suite, and about the run that these variables and files describe. */
export interface Inspection {
  readonly spec: RunSpec;
  readonly info: SuiteInfo;
  /** Problems that prevent the run, such as missing accounts. */
  readonly problems: readonly Problem[];
}

/** Path that the bundle opens to read {@link EditedFiles}. */
const FILES = 'loadline:files';

/** Files that the bundle opens to learn which columns its test data has; see src/k6/lifecycle/table-problems.ts. */
const COLUMNS = /^\.\/data\/[^/]+\.columns\.json$/;

/**
 * Evaluates a bundle as k6 does when it reads the options, and asks it what would run. k6's modules are replaced by objects
 * that do nothing, so no request is possible.
 * @param bundle path of `dist/<suite>.js`
 * @param variables what the script sees as `__ENV`. A variable of k6 that `bin/loadline` does not pass on is a problem
 * @throws {ConfigurationError} when the bundle cannot make a spec from these variables
 */
export function inspectBundle(
  bundle: string,
  variables: Readonly<Record<string, string | undefined>>,
  files: EditedFiles = {},
): Inspection {
  const foreign = foreignVariables(variables);
  const open = (path: string) => {
    if (path === FILES) return JSON.stringify(files);
    return COLUMNS.test(path) ? readColumns(resolve(dirname(bundle), path)) : openFile(path);
  };
  const context = createContext({
    __VU: 0,
    __ENV: { ...variables, [OWN.spec]: undefined, [OWN.planFiles]: FILES },
    open,
    console: inert,
  });
  const versions: string[] = [];
  const load = (path: string): unknown => {
    const module = { exports: {} as Record<string, unknown> };
    const require = (name: string) => (name.startsWith('./') ? load(resolve(dirname(path), name)) : inert);
    const text = readFileSync(path, 'utf8');
    versions.push(...(BUILT_BY.exec(text)?.slice(1) ?? []));
    const source = `(function (module, exports, require) {${text}\n})`;
    new Script(source, { filename: path }).runInContext(context)(module, module.exports, require);
    return module.exports;
  };
  try {
    const { about } = load(resolve(bundle)) as { about?: Inspection };
    if (about) {
      throwProblems(otherVersion(bundle, versions));
      return { ...about, problems: [...about.problems, ...foreign] };
    }
  } catch (error) {
    const { code, path = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) === dirname(resolve(bundle)))
      throwProblems(notBuilt(path, 'is missing, and is a part of the bundle of a suite'));
    const { problems } = error as { problems?: readonly Problem[] };
    if (!problems) throw error;
    // A problem that another version reports may not be one for this version.
    throwProblems(otherVersion(bundle, versions));
    throw new ConfigurationError([...problems, ...foreign]);
  }
  throw new ConfigurationError(notBuilt(bundle, 'is not the bundle of a suite'));
}

/**
 * Inspects a bundle for facts that do not depend on the variables of a run: no variable has to be set.
 * @throws {ConfigurationError} when the suite itself, its thresholds or a profile are wrong
 */
export function inspectFacts(
  bundle: string,
  variables: Readonly<Record<string, string>> = {},
  files?: EditedFiles,
): Inspection {
  return inspectBundle(bundle, { ...variables, [OWN.facts]: '1' }, files);
}

function notBuilt(where: string, message: string): Problem[] {
  return [{ code: 'not-built', where, message: `${message}: run \`${buildCommand()}\`` }];
}

/** The comment that the build appends to each bundle. */
const BUILT_BY = /^\/\/ Built by loadline (\S+)$/m;

function otherVersion(bundle: string, versions: readonly string[]): Problem[] {
  const builtBy = versions.length > 0 ? versions : ['an older loadline'];
  const other = builtBy.find((version) => version !== LOADLINE_VERSION);
  if (other === undefined) return [];
  const message = `was built by ${other}, this is ${LOADLINE_VERSION}: run \`${buildCommand()}\``;
  return [{ code: 'built-by-other-version', where: bundle, message }];
}

/** Whether a suite has a set-up that can run without the load: `ONLY=setup`. */
export function hasSetUp({ variables }: SuiteInfo): boolean {
  return variables.includes('ONLY');
}

/** Replaces everything of k6: it can be called, constructed and read any number of times, and does nothing. */
const inert: unknown = new Proxy(function inertModule() {}, {
  get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : inert),
  apply: () => inert,
  construct: () => inert as object,
});

/** @returns `null` as JSON when the file is absent: the bundle names the table that is missing */
function readColumns(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : 'null';
}

/** Replaces k6's `open`: a folder is the same error as in k6, and the content of a file is always empty. */
function openFile(path: string): string {
  try {
    readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR')
      throw new Error(`open() can't be used with directories, path: ${path}`);
    throw error;
  }
  return '';
}

/**
 * Tells the user what to do after a run that was stopped during set-up. k6 then cleans up if it was waiting, but not if it was
 * in the middle of a call.
 * @param runId absent: records of any run
 */
export function leftBySetUp({ suite, users }: RunSpec, runId?: string): string {
  const run = runId === undefined ? '' : ` --run ${runId}`;
  return `stopped in set-up, what that has made may still be there: \`bin/loadline sweep ${suite}${run} --users ${users}\` removes it`;
}
