import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { ConfigurationError, type Problem } from '../core/text/problem';
import { cachedK6 } from './cached-k6';
import { currentProject, hasProject, home } from './home';

const RANGE = 'k6 from 2.2 on, below 3';

/** The version in the output of `k6 version`, such as v2.2.0. A k6 also prints the version of Go that built it. */
const VERSION = /^\S+ (v\d\S*) \(.*go1/m;

/**
 * The k6 to run: the one that `K6=` names, `bin/k6` of the project, the one on PATH, or the one that `loadline k6 install`
 * has built.
 * @throws {ConfigurationError} when there is none, or loadline does not accept its version
 */
export function findK6(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.K6;
  if (named) return checked(`K6=${named}`, named.includes('/') ? resolve(named) : onPath(named, env));
  const own = hasProject() ? home('bin/k6') : undefined;
  if (own && existsSync(own)) return executable(own);
  const built = cachedK6(env);
  const found = onPath('k6', env) ?? built;
  if (found !== built && !isExecutable(built)) return checked(found, found);
  if (found !== built && isTaken(versionOf(found) ?? '')) return found;
  if (isExecutable(built)) return built;
  throw refused('bin/k6', `is not there: ${howToGetOne()}`);
}

/** Problems with the k6 of the project, before anything is started. */
export function k6Problems(): Problem[] {
  try {
    findK6();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems];
    throw error;
  }
}

/** Tells the user how to get a k6 that loadline accepts. */
export function howToGetOne(): string {
  const k6 = hasProject() ? currentProject().k6 : undefined;
  return k6
    ? `run \`${k6}\``
    : `run \`npx loadline k6 install\`, put a ${RANGE}, on PATH, or name one: K6=/path/to/k6`;
}

/** Checks only that `bin/k6` can be executed: `make k6` has checked its version. */
function executable(path: string): string {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch (error) {
    throw refused('bin/k6', `cannot be executed (${(error as Error).message}): ${howToGetOne()}`);
  }
}

function onPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  return PATH.split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function checked(where: string, path: string | undefined): string {
  if (path === undefined || !isExecutable(path))
    throw refused(where, 'there is no such program: name one, or unset K6');
  const version = versionOf(path);
  if (version !== undefined && isTaken(version)) return path;
  throw refused(where, `is ${version ? `k6 ${version}, ` : ''}not a ${RANGE}: ${howToGetOne()}`);
}

/** Version that a program prints; undefined when it is not a k6. */
export function versionOf(path: string): string | undefined {
  const { stdout } = spawnSync(path, ['version'], { encoding: 'utf8' });
  return VERSION.exec(stdout ?? '')?.[1];
}

function isTaken(version: string): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) === 2 && Number(minor) >= 2;
}

function refused(where: string, message: string): ConfigurationError {
  return new ConfigurationError([{ code: 'k6-program', where, message }]);
}
