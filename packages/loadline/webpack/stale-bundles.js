import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './entries.js';

/** Last line of each bundle, which identifies it as built by loadline; see BUILT_BY in src/run/inspect-bundle.ts. */
export const BUILT_BY = '// Built by loadline';

/** End of the name of the file beside a table of test data, which lists its columns. */
export const COLUMNS = '.columns.json';

/**
 * Removes the bundles of suites that no longer exist, which the command line would still offer, and tables of test data that no
 * longer exist, which suites would still read.
 */
export class StaleBundles {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.afterEmit.tap('StaleBundles', ({ assets, outputOptions: { path = '' } }) => {
      for (const file of filesOf(path)) {
        if (!file.endsWith('.js') || file in assets || !isBundle(join(path, file))) continue;
        for (const name of [file, `${file}.map`]) rmSync(join(path, name), { force: true });
      }
      for (const file of filesOf(join(path, 'data'))) {
        if (!file.endsWith(COLUMNS) || `data/${file}` in assets) continue;
        for (const name of [file, file.replace(COLUMNS, '.json')])
          rmSync(join(path, 'data', name), { force: true });
      }
    });
  }
}

/** @param {string} path */
function isBundle(path) {
  return readFileSync(path, 'utf8').includes(`\n${BUILT_BY} `);
}
