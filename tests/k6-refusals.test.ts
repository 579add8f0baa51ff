import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useProject } from '../packages/loadline/src/run/home';
import { k6Refusals } from '../packages/loadline/src/run/k6-refusals';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

beforeAll(() => useProject({ folder: project(), build: 'make build' }));
afterAll(() => useProject(undefined));

it.each([
  ['const { a: { b } = { b: 1 }, ...others } = {};', []],
  // Only a run needs variables, and those of the user change nothing.
  ['if (!__ENV.LOADLINE_FACTS || __ENV.LD) throw new SyntaxError("with variables");', []],
  // The check of the bundles reports these.
  ['throw new Error("1 problem with the configuration");', []],
  [
    '(async () => { for await (const one of []) {} })();',
    [
      'k6 cannot load it: Unexpected token await in line 1: (async () => { for await (const one of []) {} })();',
    ],
  ],
  ['async function* all() {}', ['k6 cannot load it: SyntaxError: Async generators are not supported yet']],
  [
    'const known = /[\\p{L}]/v;',
    ['k6 cannot load it: SyntaxError: Invalid flags supplied to RegExp constructor'],
  ],
  ['Object.groupBy([], () => 1);', ["k6 cannot load it: TypeError: Object has no member 'groupBy'"]],
])('loadline build finds what k6 cannot load: %s', async (code, messages) => {
  const bundle = join(await tempFolder(), 'shop.js');
  await writeFile(bundle, `${code}\nexport default () => {};\n`);
  const found = k6Refusals([bundle]);
  expect(found.map(({ message }) => message)).toEqual(messages.map((text) => expect.stringContaining(text)));
  for (const { where } of found) expect(where).toMatch(/shop\.js$/);
});
