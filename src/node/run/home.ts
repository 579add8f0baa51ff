import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { didYouMean } from '../../load/nearest';

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

/** Path of a suite's bundle. @throws {Error} naming the suites there are */
export function bundleOf(suite: string): string {
  const suites = builtSuites();
  if (suites.includes(suite)) return home('dist', `${suite}.js`);
  throw new Error(`there is no suite "${suite}": ${didYouMean(suite, suites)}`);
}
