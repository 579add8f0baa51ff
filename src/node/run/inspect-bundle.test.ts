import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inspectBundle } from './inspect-bundle';

const folder = mkdtempSync(join(tmpdir(), 'loadline-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

function inspect(code: string) {
  const bundle = join(folder, 'shop.js');
  writeFileSync(bundle, `exports.about = { suite: 'shop', names: { journeys: ['buy', 'look'] } };\n${code}`);
  return inspectBundle(bundle, {});
}

it('a journey that is not exported is named, and how to export it', () => {
  expect(inspect('exports.buy = exports.look = () => {};').suite).toBe('shop');
  expect(() => inspect('exports.buy = () => {};')).toThrowError(
    /src\/suites\/shop\.ts: journey look is not exported.*export const look = suite\.journey\('look'\)/,
  );
});
