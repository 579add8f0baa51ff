import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thirdParty } from './third-party.js';

const root = join(import.meta.dirname, '../..');

it('THIRD-PARTY.md lists what the last build has bundled', () => {
  const text = thirdParty(root);
  if (text === undefined) throw new Error('nothing is built: run `make build`');
  expect(readFileSync(join(root, 'THIRD-PARTY.md'), 'utf8'), 'THIRD-PARTY.md is old: run `make docs`').toBe(
    text,
  );
});

it('every bundled package is free to be passed on', () => {
  const licences = thirdParty(root)
    ?.match(/^\| `.*$/gm)
    ?.map((row) => row.split(' | ')[2]);
  const known = /^\(?(0BSD|Apache-2\.0|BSD-[23]-Clause|ISC|MIT|Zlib)( AND (BSD-3-Clause|Zlib)\))?$/;
  expect(licences?.filter((licence) => !known.test(licence ?? ''))).toEqual([]);
  expect(licences?.length).toBeGreaterThan(15);
});
