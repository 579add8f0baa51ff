import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../../webpack/sha256.js';
import { thereIsNo } from '../core/text/nearest';
import { own } from '../core/text/own';
import { ConfigurationError, type Problem } from '../core/text/problem';

const PROFILES = 'plans/profiles';

/** The file that marks a folder as a project. */
const REGISTRY = 'plans/registry.yml';

/** Command that builds the bundles of a project without a launcher of its own. */
const BUILD = 'npx loadline build';

/** The project that the command line works for. */
export interface Project {
  /** Folder that holds `dist` and `plans`. */
  readonly folder: string;
  /** The command that builds its bundles. */
  readonly build: string;
  /** The command that creates its `bin/k6`, if it has one. */
  readonly k6?: string;
}

/** Set once, before any command: a process works for one project. */
let project: Project | undefined;

/**
 * Sets the project that all commands work for.
 * @param given set by the project's own launcher. Absent: the project around the current folder, if there is one
 */
export function useProject(given: Project | undefined): void {
  project = given ?? findProject(process.cwd());
}

/** The nearest project at or above a folder. */
export function findProject(folder: string): Project | undefined {
  if (existsSync(join(folder, REGISTRY))) return { folder, build: BUILD };
  const above = dirname(folder);
  return above === folder ? undefined : findProject(above);
}

/** The command line was not started in a project. The message is one line. */
class NoProjectError extends ConfigurationError {
  constructor(where: string) {
    super([{ code: 'no-project', where, message: 'is no project' }]);
    this.message = `there is no ${REGISTRY} in ${where} or above it: start loadline in a project, or make one with \`npx loadline init\` [no-project]`;
  }
}

/** Whether there is a project: `report` and `compare` work without one. */
export function hasProject(): boolean {
  return project !== undefined;
}

/** @throws {ConfigurationError} when there is no project */
export function currentProject(): Project {
  if (project) return project;
  throw new NoProjectError(process.cwd());
}

/** The command that builds the bundles of the project. */
export function buildCommand(): string {
  return project?.build ?? BUILD;
}

/** A path below the folder of the project. @throws {ConfigurationError} when there is no project */
export function home(...path: string[]): string {
  return resolve(currentProject().folder, ...path);
}

/** The suites that are built into a folder, by name. */
export function builtSuites(folder: string = home('dist')): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => file.endsWith('.js') && !file.endsWith('.control.js'))
    .map((file) => basename(file, '.js'));
}

/** Reports a project without bundles: otherwise every suite name would be reported as unknown. */
export function nothingBuilt(): Problem[] {
  if (builtSuites().length > 0) return [];
  return [{ code: 'not-built', where: home('dist'), message: `holds no bundles: run \`${buildCommand()}\`` }];
}

/** Path of a suite's bundle. @throws {ConfigurationError} with the names of the existing suites */
export function bundleOf(suite: string): string {
  const suites = builtSuites();
  if (suites.includes(suite)) return home('dist', `${suite}.js`);
  throw new ConfigurationError([
    { code: 'unknown-name', where: 'the command line', message: thereIsNo('suite', suite, suites) },
  ]);
}

/**
 * Says that a command does not accept a suite, and which ones it accepts.
 * @param needed what the command needs and a built suite may lack, such as `demo`
 */
export function noSuite(suite: string, valid: readonly string[], needed: string): string {
  return thereIsNo(builtSuites().includes(suite) ? `${needed} of suite` : 'suite', suite, valid);
}

/** Refuses files of a suite that differ from the built-in ones: an archive would lack edited or new profiles and thresholds. */
export function editedSinceBuild(suite: string): Problem[] {
  const builtIn = builtInFiles(suite);
  const profiles = existsSync(home(PROFILES)) ? readdirSync(home(PROFILES)) : [];
  const now = [...profiles.map((file) => `${PROFILES}/${file}`), `thresholds/${suite}.json`].filter((file) =>
    existsSync(home(file)),
  );
  return [...new Set([...Object.keys(builtIn), ...now])].flatMap((file) => {
    if (existsSync(home(file)) && builtIn[file] === sha256([home(file)])) return [];
    const message = `is not what was built in: run \`${buildCommand()}\``;
    return [{ code: 'built-from-other-files', where: file, message }];
  });
}

/** Whether a suite was built with a file `thresholds/<suite>.json`. */
export function hasBuiltInThresholds(suite: string, dist?: string): boolean {
  return Object.hasOwn(builtInFiles(suite, dist), `thresholds/${suite}.json`);
}

/**
 * SHA-256 of each profile and of the thresholds file that are built into a suite, by its path in the project. With a damaged list
 * of them the suite counts as built without them.
 */
function builtInFiles(suite: string, dist = home('dist')): Readonly<Record<string, string>> {
  const file = join(dist, 'built-in.json');
  if (!existsSync(file)) return {};
  try {
    return own(JSON.parse(readFileSync(file, 'utf8')), suite) ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
