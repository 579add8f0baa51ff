// Removes the comments of JavaScript files in a folder, which would be a fifth of the package. Its declarations keep theirs,
// and THIRD-PARTY.md has the licences of what is bundled.
// Annotations stay, by which bundlers see that a call has no effect.
//   node tools/without-comments.js FOLDER
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';

const IS_ANNOTATION = /^\s*[#@]__|^\s*webpack/;

const [folder = '.'] = process.argv.slice(2);
for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  if (/\.c?js$/.test(file)) {
    const path = join(folder, file);
    writeFileSync(path, withoutComments(readFileSync(path, 'utf8'), file.endsWith('.cjs')));
  }

/**
 * @param {string} text
 * @param {boolean} isCommonJs
 */
function withoutComments(text, isCommonJs) {
  /** @type {[from: number, to: number][]} */
  const ranges = [];
  parse(text, {
    ecmaVersion: 'latest',
    sourceType: isCommonJs ? 'commonjs' : 'module',
    onComment: (_isBlock, comment, from, to) => {
      if (!IS_ANNOTATION.test(comment)) ranges.push([from, to]);
    },
  });
  let at = 0;
  const kept = ranges.map(([from, to]) => {
    // A comment on a line of its own goes with its line.
    const start = text.lastIndexOf('\n', from - 1) + 1;
    const isAlone = start >= at && text.slice(start, from).trim() === '' && text[to] === '\n';
    const part = text.slice(at, isAlone ? start : from);
    at = isAlone ? to + 1 : to;
    // What stands on its two sides stays apart, on two lines if it was.
    return isAlone ? part : `${part}${text.slice(from, to).includes('\n') ? '\n' : ' '}`;
  });
  return [...kept, text.slice(at)].join('');
}
