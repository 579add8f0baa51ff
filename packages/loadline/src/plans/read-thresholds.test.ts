import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { readThresholds } from './read-thresholds';

/** Reads a thresholds file with this content. */
async function read(content: string): Promise<unknown> {
  const folder = await tempFolder();
  writeFileSync(join(folder, 'shop.json'), content);
  return readThresholds(folder, 'shop', true);
}

it('a file with a byte order mark is read', async () => {
  expect(await read('\uFEFF{ "run": {} }')).toEqual({ run: {} });
});

it.each(['null', '1', '[]', '"x"'])(
  '%s is returned: the check of the thresholds refuses it because it is not an object',
  async (text) => {
    expect(await read(text)).toEqual(JSON.parse(text));
  },
);

it.each([
  ['{', /thresholds\/shop\.json:1:2: is no JSON \(.+\): mend it/],
  ['{\n  "run": { failed: 1 }\n}', /thresholds\/shop\.json:2:12: is no JSON \(.+\): mend it/],
  ['{ "journeys": {},\n  "journeys": {} }', /thresholds\/shop\.json:2:3: holds a key that is there before/],
  [
    '{\n\t"journeys": { "buy": { "failed": "1%", "failed": "100%" } }\n}',
    /thresholds\/shop\.json:2:41: holds a key/,
  ],
])('%j is refused', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

it.each([
  ['that was there when the suite was built', (folder: string) => mkdirSync(folder, { recursive: true })],
  ['behind a link to nothing', (folder: string) => symlinkSync('gone.json', join(folder, 'shop.json'))],
])('a file that is missing, %s, is not replaced by the built-in one', async (_, prepare) => {
  const folder = await tempFolder();
  prepare(folder);
  expect(() => readThresholds(folder, 'shop', true)).toThrow(
    /shop\.json.*is missing, and the suite was built with it/,
  );
  expect(readThresholds(folder, 'shop', false)).toBeUndefined();
});

it('a folder in its place is reported', async () => {
  const folder = await tempFolder();
  mkdirSync(join(folder, 'shop.json'));
  expect(() => readThresholds(folder, 'shop', true)).toThrow(/cannot be read \(EISDIR\)/);
});

it('a file that the suite was built without is refused, as the thresholds of the suite are others', async () => {
  const folder = await tempFolder();
  writeFileSync(join(folder, 'shop.json'), '{}');
  expect(() => readThresholds(folder, 'shop', false)).toThrow(
    /shop\.json: is there, and the suite was built without it: build again/,
  );
});
