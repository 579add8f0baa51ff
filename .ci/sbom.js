// The SBOM of the package, as CycloneDX: what its command line holds, as the build has listed it, and what npm installs with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const pack = json('packages/loadline/package.json');
/** @type {{ packages: Record<string, { version: string, license?: string, integrity?: string, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }> }} */
const lock = json('package-lock.json');

/** @type {Map<string, 'required' | 'excluded'>} paths in the lock file; npm does not install what is bundled */
const found = new Map();
for (const name of [...json('.make/packages/cli.json'), 'webpack'])
  found.set(`node_modules/${name}`, 'excluded');
follow('packages/loadline', pack.dependencies);

/**
 * @param {string} from path of what depends
 * @param {Record<string, string>} dependencies
 */
function follow(from, dependencies) {
  for (const name of Object.keys(dependencies)) {
    const path = resolved(from, name);
    if (path === undefined || found.get(path) === 'required') continue;
    found.set(path, 'required');
    const { dependencies: next = {}, optionalDependencies = {} } = lock.packages[path] ?? {};
    follow(path, { ...next, ...optionalDependencies });
  }
}

/** Where npm finds a package: the nearest `node_modules` at or above. @param {string} from @param {string} name */
function resolved(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (at === '') return undefined;
  }
}

const components = [...found].sort().flatMap(([path, scope]) => {
  const entry = lock.packages[path];
  if (!entry) return [];
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${entry.version}`;
  const [algorithm, hash] = entry.integrity?.split('-') ?? [];
  return {
    type: 'library',
    'bom-ref': `${purl}#${path}`,
    name,
    version: entry.version,
    scope: 'required',
    purl,
    ...(entry.license && { licenses: [{ expression: entry.license }] }),
    ...(algorithm === 'sha512' &&
      hash && { hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }] }),
    properties: [{ name: 'loadline:bundled', value: String(scope === 'excluded') }],
  };
});
const self = {
  type: 'application',
  name: pack.name,
  version: pack.version,
  licenses: [{ expression: pack.license }],
};
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: self },
  components,
};
console.log(JSON.stringify(bom, null, 2));
