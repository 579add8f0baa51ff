import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { thereIsNo } from '../core/text/nearest';
import { ConfigurationError, type Problem } from '../core/text/problem';

const BUILT_IN_FOLDERS = ['plans/profiles', 'thresholds'];

/** A path below the folder that holds `bin`, `dist` and `plans`; the built command line lies in `dist`. */
export function home(...path: string[]): string {
  return resolve(__dirname, '..', ...path);
}

/** The suites that are built, by name. */
export function builtSuites(): string[] {
  const files = existsSync(home('dist')) ? readdirSync(home('dist')) : [];
  return files
    .filter((file) => file.endsWith('.js') && !file.endsWith('.control.js'))
    .map((file) => basename(file, '.js'));
}

/** Without bundles, every name of a suite would be wrong. */
export function nothingBuilt(): Problem[] {
  if (builtSuites().length > 0) return [];
  return [{ where: home('dist'), message: 'holds no bundles: run `make build`' }];
}

/** What is wrong with `bin/k6`, before anything is started. */
export function k6Problems(): Problem[] {
  try {
    accessSync(home('bin', 'k6'), constants.X_OK);
    return [];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is not there' : `cannot be executed (${message})`;
    return [{ where: 'bin/k6', message: `${what}: run \`make k6\`` }];
  }
}

/** Path of a suite's bundle. @throws {ConfigurationError} naming the suites there are */
export function bundleOf(suite: string): string {
  const suites = builtSuites();
  if (suites.includes(suite)) return home('dist', `${suite}.js`);
  throw new ConfigurationError([{ where: 'the command line', message: thereIsNo('suite', suite, suites) }]);
}

/**
 * That a command does not take a suite, and which ones it takes.
 * @param needed what the command needs and a suite that is built may lack, e.g. `demo`
 */
export function noSuite(suite: string, valid: readonly string[], needed: string): string {
  return thereIsNo(builtSuites().includes(suite) ? `${needed} of suite` : 'suite', suite, valid);
}

/** SHA-256 of each profile and limits file as it was built in, by its path; filled in by the build. */
declare const LOADLINE_BUILT_IN: Readonly<Record<string, string>>;

/** Profiles and limits travel in the bundles: those that were edited since, or are new, would not be what runs. */
export function editedSinceBuild(): Problem[] {
  return BUILT_IN_FOLDERS.flatMap((folder) => {
    const files = existsSync(home(folder)) ? readdirSync(home(folder)) : [];
    return files.flatMap((file) => {
      const hash = createHash('sha256')
        .update(readFileSync(home(folder, file)))
        .digest('hex');
      if (LOADLINE_BUILT_IN[`${folder}/${file}`] === hash) return [];
      return [{ where: `${folder}/${file}`, message: 'is not what was built in: run `make build`' }];
    });
  });
}
