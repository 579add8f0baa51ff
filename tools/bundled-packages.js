import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Extends a configuration to also write `.make/packages/<its name>.json`. Builds of other suites, as in tests, do not write it.
 * @param {import('webpack').Configuration} config
 * @returns {import('webpack').Configuration}
 */
export function withPackageList(config) {
  if (process.env.SUITES !== undefined) return config;
  const file = resolve(config.context ?? '.', '.make/packages', `${config.name}.json`);
  return { ...config, plugins: [...(config.plugins ?? []), new BundledPackages(file)] };
}

/** Lists the npm packages in a bundle, for the list of their licences: see docs/third-party.js. */
class BundledPackages {
  /** @param {string} file path of a JSON file with the sorted names */
  constructor(file) {
    this.file = file;
  }

  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.afterEmit.tap('BundledPackages', ({ modules, chunkGraph }) => {
      const inChunks = [...modules].filter((module) => chunkGraph.getNumberOfModuleChunks(module) > 0);
      const names = new Set(inChunks.flatMap(partsOf).map(packageOf));
      names.delete(undefined);
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(this.file, JSON.stringify([...names].sort()));
    });
  }
}

/**
 * @param {import('webpack').Module} module
 * @returns {import('webpack').Module[]} the modules that webpack has merged into it, or the module itself
 */
function partsOf(module) {
  const { modules } = /** @type {{ modules?: import('webpack').Module[] }} */ (
    /** @type {unknown} */ (module)
  );
  return modules ?? [module];
}

/** @param {import('webpack').Module} module */
function packageOf(module) {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module.nameForCondition() ?? '')?.[1];
}
