// Removes comments from the JavaScript files in a folder, where they would be a fifth of the package. Comments in
// declarations stay, and THIRD-PARTY.md has the licences of bundled packages.
// Annotations that tell bundlers that a call has no side effects stay, too.
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
    // A comment that is alone on its line is removed with the line.
    const start = text.lastIndexOf('\n', from - 1) + 1;
    const isAlone = start >= at && text.slice(start, from).trim() === '' && text[to] === '\n';
    const part = text.slice(at, isAlone ? start : from);
    at = isAlone ? to + 1 : to;
    // The code before and after the comment stays separated: by a line break if the comment contained one, else by a
    // blank.
    return isAlone ? part : `${part}${text.slice(from, to).includes('\n') ? '\n' : ' '}`;
  });
  return [...kept, text.slice(at)].join('');
}
