import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inspectBundle } from './inspect-bundle';

const folder = mkdtempSync(join(tmpdir(), 'loadline-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ABOUT = "module.exports = { about: { info: { suite: 'shop' }, problems: [] } };";

/** Inspects a bundle with this code. @param version version of loadline that built it */
function inspect(code: string, version?: string) {
  const bundle = join(folder, 'shop.js');
  writeFileSync(bundle, version === undefined ? code : `${code}\n// Built by loadline ${version}\n`);
  return inspectBundle(bundle, {});
}

it('a bundle describes its suite; another script is refused, and the error has the command that makes bundles', () => {
  expect(inspect(ABOUT, LOADLINE_VERSION).info.suite).toBe('shop');
  expect(() => inspect('exports.buy = () => {};')).toThrowError(
    /shop\.js: is not the bundle of a suite: run `npx loadline build` \[not-built\]/,
  );
  expect(() => inspect('')).toThrowError(/shop\.js: is not the bundle of a suite/);
  expect(() => inspect("module.exports = require('./shop.control.js');")).toThrowError(
    /shop\.control\.js: is missing, and is a part of the bundle of a suite: run `npx loadline build`/,
  );
});

it('a bundle of another version is refused, and the error has both versions and the command to run', () => {
  const refusal = (version: string) =>
    `shop.js: was built by ${version}, this is ${LOADLINE_VERSION}: run \`npx loadline build\``;
  expect(() => inspect(ABOUT, '0.1.0')).toThrowError(refusal('0.1.0'));
  expect(() => inspect(ABOUT)).toThrowError(refusal('an older loadline'));
  // A problem that another version reports may not be one for this version.
  const throwing = "throw { problems: [{ where: 'USERS', message: 'is not known' }] };";
  expect(() => inspect(throwing, '0.1.0')).toThrowError(refusal('0.1.0'));
  expect(() => inspect(throwing, LOADLINE_VERSION)).toThrowError('USERS: is not known');
});

it('the inspection passes no spec and no files from the variables to the bundle', () => {
  const bundle = join(folder, 'till.js');
  const about =
    '{ spec: __ENV.LOADLINE_SPEC, info: JSON.parse(open(__ENV.LOADLINE_PLAN_FILES)), problems: [] }';
  writeFileSync(bundle, `module.exports = { about: ${about} };\n// Built by loadline ${LOADLINE_VERSION}\n`);
  const variables = { LOADLINE_SPEC: '/of/somebody', LOADLINE_PLAN_FILES: '/of/somebody' };
  const { spec, info } = inspectBundle(bundle, variables, { profiles: {} });
  expect({ spec, info }).toEqual({ spec: undefined, info: { profiles: {} } });
});

it('a bundle can read the columns of the test data beside it, and gets null when there is none', () => {
  const code =
    "module.exports = { about: { info: JSON.parse(open('./data/people.columns.json')), problems: [] } };";
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'people.columns.json'), '["name"]');
  expect(inspect(code, LOADLINE_VERSION).info).toEqual(['name']);
  rmSync(data, { recursive: true });
  expect(inspect(code, LOADLINE_VERSION).info).toBeNull();
});
