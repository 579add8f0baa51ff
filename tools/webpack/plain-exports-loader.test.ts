import { expect, test } from 'vitest';
import { plainExports } from './plain-exports-loader.js';

test('what an entry exports it assigns, line by line', () => {
  expect(plainExports('const a = 1;\nexport const options = a;\nexport const run = f();')).toBe(
    'const a = 1;\nexports.options = a;\nexports.run = f();',
  );
});

test.each(['export default f;', 'export { a };', 'export function f() {}', 'export let a = 1;'])(
  '%s: told what to write instead',
  (line) => {
    expect(() => plainExports(`const a = 1;\n${line}`)).toThrow('"export const name = …"');
  },
);
