/**
 * Has an entry file assign what it exports, on the same lines. For an export webpack makes a getter and a function, of which
 * each virtual user of k6 would keep its own, 1.5 kB for each.
 * @this {import('webpack').LoaderContext<object>}
 * @param {string} source
 * @param {Parameters<import('webpack').LoaderContext<object>['callback']>[2]} map
 */
export default function plainExportsLoader(source, map) {
  this.callback(null, plainExports(source), map);
}

/**
 * @param {string} source
 * @throws {Error} when something is exported in another way
 */
export function plainExports(source) {
  const plain = source.replaceAll(/^export const (\w+) = /gm, 'exports.$1 = ');
  if (/^export /m.test(plain))
    throw new Error('a suite exports only what it writes as "export const name = …"');
  return plain;
}
