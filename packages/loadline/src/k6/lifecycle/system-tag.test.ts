import { expect, it } from 'vitest';
import { systemTag, versionByName } from './system-tag';

it.each([
  [{ name: 'request-api', version: '1.4.2' }, 'request-api/1.4.2'],
  [{ name: 'request-api', version: null }, 'request-api/unknown'],
  [{ name: 'request-api' }, 'request-api/unknown'],
  [{ name: 'request-api', version: '' }, 'request-api/unknown'],
  [{ name: null, version: 3 }, 'system/3'],
  [{}, 'system/unknown'],
  [{ name: 'a b', version: { major: 1 } }, 'a_b/unknown'],
])('a system that reports %j gets the tag %s', (told, tag) => {
  expect(systemTag(versionByName(told))).toBe(tag);
});
