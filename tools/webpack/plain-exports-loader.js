/**
 * Has an entry file assign what it exports. For an export webpack makes a getter and a function, of which each virtual user
 * of k6 would keep its own, 1.5 kB for each.
 * @param {string} source
 * @returns {string}
 */
export default function plainExports(source) {
  const plain = source.replaceAll(/^export const (\w+) = /gm, 'exports.$1 = ');
  if (/^export /m.test(plain))
    throw new Error('a suite exports only what it writes as "export const name = …"');
  return plain;
}
