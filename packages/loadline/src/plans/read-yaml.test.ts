import { expect, test } from 'vitest';
import { readYaml } from './read-yaml';

test('merges the content of an alias, and keeps the keys next to it', () => {
  expect(readYaml('base: &base { users: 1, duration: 1m }\nmine: { <<: *base, users: 2 }')).toMatchObject({
    mine: { users: 2, duration: '1m' },
  });
});

/** Ten aliases of ten aliases, and so on for seven levels. */
const BOMB = 'bcdefgh'.split('').reduce(
  ({ text, last }, name) => ({
    text: `${text}${name}: &${name} [${Array(10).fill(`*${last}`).join(', ')}]\n`,
    last: name,
  }),
  { text: 'a: &a [x, x, x, x, x, x, x, x, x, x]\n', last: 'a' },
).text;

test.each([
  ['an alias bomb', BOMB, 'its aliases (*name) stand for more than can be read'],
  ['an alias of itself', 'a: &a\n  b: *a\n', 'an alias (*name) stands for a value that it is a part of'],
  ['an alias of nothing', 'a: *nothing\n', 'nothing'],
  ['a bracket left open', 'a: [1\nb: 2\n', 'Flow sequence'],
  ['a key twice', 'a: 1\na: 2\n', 'Map keys must be unique'],
  ['a name that every object inherits', 'tests:\n  __proto__: 1\n', '__proto__ cannot be a name'],
  ['an unknown tag', 'a: !js/function x\n', 'Unresolved tag'],
])('%s is refused in one line', (_what, text, message) => {
  const read = () => readYaml(text);
  expect(read).toThrowError(message);
  expect(read).not.toThrowError(/\n/);
});

test('reports line and column', () => {
  expect(() => readYaml('a: 1\nb: 2\n  a: 2\n')).toThrowError(expect.objectContaining({ at: '2:4' }));
});
