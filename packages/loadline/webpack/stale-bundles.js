import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './entries.js';

/** Below each bundle, by which it is known as one of ours; see BUILT_BY in src/run/inspect-bundle.ts. */
export const BUILT_BY = '// Built by loadline';

/** Removes the bundles of suites that are there no more: the command line would go on to offer them. */
export class StaleBundles {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.afterEmit.tap('StaleBundles', ({ assets, outputOptions: { path = '' } }) => {
      for (const file of filesOf(path)) {
        if (!file.endsWith('.js') || file in assets || !isBundle(join(path, file))) continue;
        for (const name of [file, `${file}.map`]) rmSync(join(path, name), { force: true });
      }
    });
  }
}

/** @param {string} path */
function isBundle(path) {
  return readFileSync(path, 'utf8').includes(`\n${BUILT_BY} `);
}
