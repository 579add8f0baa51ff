import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import webpack from 'webpack';

/** What the language itself, or `JSON.stringify`, asks for by name. */
const ASKED_FOR = ['constructor', 'toString', 'valueOf', 'toJSON', 'then'];

/**
 * Takes from scripts the methods of classes that nothing in the same script mentions by name. Minimizers leave them there,
 * as they cannot know who is given an object; here nobody else is. In k6 each virtual user keeps each method, about 0.7 kB.
 */
export class WithoutUnusedMethods {
  /** @param {import('webpack').Compiler} compiler */
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('WithoutUnusedMethods', (compilation) => {
      // Before the minimizer, which then takes out what only those methods used.
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE - 1;
      compilation.hooks.processAssets.tap({ name: 'WithoutUnusedMethods', stage }, (assets) => {
        const scripts = Object.keys(assets).filter((file) => file.endsWith('.js'));
        for (const script of scripts) {
          compilation.updateAsset(script, (source) => {
            const rest = new webpack.sources.ReplaceSource(source);
            for (const { start, end } of unusedMethods(String(source.source())))
              rest.replace(start, end - 1, '');
            return rest;
          });
        }
      });
    });
  }
}

/**
 * Methods whose names stand nowhere else in a script, neither as names nor as texts, but in other such methods.
 * @param {string} script
 * @returns {{ start: number, end: number }[]} where they are in it
 */
export function unusedMethods(script) {
  /** @type {{ name: string, start: number, end: number, nameAt: number }[]} */
  const methods = [];
  /** @type {import('acorn').Token[]} */
  const tokens = [];
  simple(parse(script, { ecmaVersion: 'latest', allowReturnOutsideFunction: true, onToken: tokens }), {
    MethodDefinition({ start, end, computed, key }) {
      if (!computed && key.type === 'Identifier' && !ASKED_FOR.includes(key.name))
        methods.push({ name: key.name, start, end, nameAt: key.start });
    },
  });
  const names = new Set(methods.map(({ name }) => name));
  const definitions = new Set(methods.map(({ nameAt }) => nameAt));
  const mentions = tokens
    .map(({ start, end }) => ({ word: script.slice(start, end).replace(/^['"]|['"]$/g, ''), start }))
    .filter(({ word, start }) => names.has(word) && !definitions.has(start));
  /** @type {typeof methods} */
  let unused = [];
  for (;;) {
    const known = unused;
    const isInUnused = (/** @type {number} */ at) => known.some(({ start, end }) => at > start && at < end);
    const used = new Set(mentions.filter(({ start }) => !isInUnused(start)).map(({ word }) => word));
    unused = methods.filter(({ name }) => !used.has(name));
    if (unused.length === known.length) return unused;
  }
}
