import { expect, it } from 'vitest';
import { bundles } from './index.js';
import { refuseUnknownKeys } from './known-keys.js';

it('bundles() refuses a key that it does not have, with the nearest one', () => {
  expect(() => bundles({ protosPaths: ['../third_party'] } as object)).toThrow(
    'bundles() in webpack.config.js has no "protosPaths" (did you mean "protoPaths"?): valid: suites, protos, ',
  );
});

it('every unknown key is named', () => {
  const refuse = () => refuseUnknownKeys('bundles()', { Suite: 1, out: 1, zzz: 1 }, ['suites', 'out']);
  expect(refuse).toThrow('bundles() has no "Suite" (did you mean "suites"?), no "zzz": valid: suites, out');
  expect(() => refuseUnknownKeys('bundles()', { out: undefined }, ['out'])).not.toThrow();
});
