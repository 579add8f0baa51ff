import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * A configuration that also writes `.make/packages/<its name>.json`. Builds of other suites, as tests make them, do not.
 * @param {import('webpack').Configuration} config
 * @returns {import('webpack').Configuration}
 */
export function withPackageList(config) {
  if (process.env.SUITES !== undefined) return config;
  const file = resolve(config.context ?? '.', '.make/packages', `${config.name}.json`);
  return { ...config, plugins: [...(config.plugins ?? []), new BundledPackages(file)] };
}

/** Writes down which npm packages a bundle contains, so that their licences can be listed: see docs/third-party.js. */
class BundledPackages {
  /** @param {string} file JSON: their names, sorted */
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
 * @returns {import('webpack').Module[]} those that webpack has joined into it, or itself
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
