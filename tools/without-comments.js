// Removes the comments of JavaScript files in a folder, which would be a fifth of the package. Its declarations keep theirs.
// Annotations stay, by which bundlers see that a call has no effect.
//   node tools/without-comments.js FOLDER
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';

const IS_ANNOTATION = /^\s*[#@]__|^\s*webpack/;

const [folder = '.'] = process.argv.slice(2);
for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  if (file.endsWith('.js')) {
    const path = join(folder, file);
    writeFileSync(path, withoutComments(readFileSync(path, 'utf8')));
  }

/** @param {string} text */
function withoutComments(text) {
  /** @type {[from: number, to: number][]} */
  const ranges = [];
  parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onComment: (_isBlock, comment, from, to) => {
      if (!IS_ANNOTATION.test(comment)) ranges.push([from, to]);
    },
  });
  return ranges.reduceRight((left, [from, to]) => {
    // A comment on a line of its own goes with its line.
    const start = left.lastIndexOf('\n', from - 1) + 1;
    const isAlone = left.slice(start, from).trim() === '' && left[to] === '\n';
    return isAlone ? left.slice(0, start) + left.slice(to + 1) : left.slice(0, from) + left.slice(to);
  }, text);
}
