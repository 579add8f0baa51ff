import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../core/text/error-message';
import { ConfigurationError, type Problem, problemLine } from '../core/text/problem';
import { buildCommand, hasProject, home } from './home';
import type { ReferenceServices } from './reference-service';

const EXAMPLE = '"loadline": { "services": "./services/dist/index.js" }';

/** A problem with the reference services of a project. The message is one line. */
class ServicesError extends ConfigurationError {
  constructor(problem: Problem) {
    super([problem]);
    this.message = `reference services of this project: ${problemLine(problem).trim()}`;
  }
}

/**
 * Path of the module of reference services, from the project's `package.json`.
 * @returns undefined when it declares none
 * @throws {ServicesError} when the value is not a path
 */
export function declaredServices(): string | undefined {
  if (!hasProject() || !existsSync(home('package.json'))) return undefined;
  const declared = readPackage()?.loadline?.services;
  if (declared === undefined || (typeof declared === 'string' && declared !== '')) return declared;
  throw refused('package.json', `loadline.services is no path: write ${EXAMPLE}`);
}

/** Error for a project without reference services. It says how to declare some. */
export function noServices(): ServicesError {
  return refused('package.json', `names none: write ${EXAMPLE}, a module that exports them by suite`);
}

/**
 * Loads the module of reference services.
 * @param path path from the project's `package.json`
 * @throws {ServicesError} when the module does not exist, or exports something else
 */
export async function loadServices(path: string): Promise<ReferenceServices> {
  const file = home(path);
  if (!existsSync(file)) throw refused(path, `is not there: run \`${buildCommand()}\``);
  const { default: services } = await importModule(path, file);
  if (typeof services !== 'object' || services === null || Object.keys(services).length === 0)
    throw refused(path, 'exports no services: write export default { <suite>: { start, … }, … }');
  for (const [name, service] of Object.entries(services)) {
    if (typeof service?.start !== 'function')
      throw refused(path, `${name} is no reference service: it has no start`);
  }
  return services;
}

async function importModule(path: string, file: string): Promise<{ readonly default?: ReferenceServices }> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw refused(path, `cannot be loaded: ${messageOf(error)}`);
  }
}

function readPackage(): { loadline?: { services?: unknown } } | null {
  try {
    return JSON.parse(readFileSync(home('package.json'), 'utf8'));
  } catch (error) {
    throw refused('package.json', messageOf(error));
  }
}

function refused(where: string, message: string): ServicesError {
  return new ServicesError({ code: 'services-module', where, message });
}
