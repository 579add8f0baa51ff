import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inspectBundle } from './inspect-bundle';

const folder = mkdtempSync(join(tmpdir(), 'loadline-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

function inspect(code: string) {
  const bundle = join(folder, 'shop.js');
  writeFileSync(bundle, code);
  return inspectBundle(bundle, {});
}

it('a bundle tells about its suite; another script is refused, with the command that makes bundles', () => {
  expect(inspect("module.exports = { about: { suite: 'shop', problems: [] } };").suite).toBe('shop');
  expect(() => inspect('exports.buy = () => {};')).toThrowError(
    /shop\.js is not the bundle of a suite: run `make build`/,
  );
});
