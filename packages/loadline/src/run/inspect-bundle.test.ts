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
  const built = `loadlineVersion: '${LOADLINE_VERSION}'`;
  const about = "about: { info: { suite: 'shop' }, problems: [] }";
  expect(inspect(`module.exports = { ${built}, ${about} };`).info.suite).toBe('shop');
  expect(() => inspect('exports.buy = () => {};')).toThrowError(
    /shop\.js is not the bundle of a suite: run `npx loadline build`/,
  );
});

it('a bundle of another version is refused in one line, with both versions and the command that helps', () => {
  const about = "about: { suite: 'shop', problems: [] }";
  const help = `this is ${LOADLINE_VERSION}: run \`npx loadline build\``;
  expect(() => inspect(`module.exports = { ${about}, loadlineVersion: '0.1.0' };`)).toThrowError(
    `${join(folder, 'shop.js')} was built by 0.1.0, ${help}`,
  );
  expect(() => inspect(`module.exports = { ${about} };`)).toThrowError(
    `was built by an older loadline, ${help}`,
  );
});
