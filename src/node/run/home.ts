import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { didYouMean } from '../../load/nearest';
import { ConfigurationError, type Problem } from '../../load/problem';

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

/** Path of a suite's bundle. @throws {ConfigurationError} naming the suites there are */
export function bundleOf(suite: string): string {
  const suites = builtSuites();
  if (suites.includes(suite)) return home('dist', `${suite}.js`);
  throw new ConfigurationError([
    { where: 'suite', message: `there is no "${suite}": ${didYouMean(suite, suites)}` },
  ]);
}

/** Profiles and limits travel in the bundles: those that were edited since would not be what runs. */
export function editedSinceBuild(): Problem[] {
  const builtAtMs = statSync(home('dist', 'loadline.cjs')).mtimeMs;
  return ['plans/profiles', 'thresholds'].flatMap((folder) =>
    readdirSync(home(folder)).flatMap((file) => {
      if (statSync(home(folder, file)).mtimeMs <= builtAtMs) return [];
      return [{ where: join(folder, file), message: 'was edited after the build: run `make build`' }];
    }),
  );
}
