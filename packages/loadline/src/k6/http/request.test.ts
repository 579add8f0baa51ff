import { expect, test } from 'vitest';
import { contentType, encoded, Route } from './request';

test.each([
  ['/requests', {}, {}, 'http://h/requests'],
  ['/requests/{id}', { id: 'a b/c' }, {}, 'http://h/requests/a%20b%2Fc'],
  ['/a/{x}/b/{y}', { x: 1, y: 0 }, {}, 'http://h/a/1/b/0'],
  ['/a', {}, { offset: 0, limit: 5, jsonpath: undefined }, 'http://h/a?offset=0&limit=5'],
  ['/{a}{b}', { a: 1, b: 'c' }, { 'x[y]': true }, 'http://h/1c?x%5By%5D=true'],
  ['/files/{+path}/x', { path: 'a b/c?d' }, {}, 'http://h/files/a%20b/c%3Fd/x'],
  ['/a', {}, { tag: ['b', 'c&d'], none: [], last: 1 }, 'http://h/a?tag=b&tag=c%26d&last=1'],
  ['/a?version=2', {}, { tag: 'b' }, 'http://h/a?version=2&tag=b'],
  ['/a', {}, { q: '$.x == "y" && z' }, 'http://h/a?q=%24.x%20%3D%3D%20%22y%22%20%26%26%20z'],
])('%s with %j and %j', (route, params, query, url) => {
  expect(new Route(route).url('http://h', params, query)).toBe(url);
});

test.each([{}, { id: undefined }, { id: '' }])('a part in braces needs a value: %j', (params) => {
  expect(() => new Route('/requests/{id}').url('http://h', params, undefined)).toThrow(
    'there is no value for "id"',
  );
});

test('bodies by format', () => {
  const all = new Uint8Array([9, 1, 2, 3, 9]);
  // A part of a larger buffer, as encoders return it.
  const codec = { encode: () => all.subarray(1, 4) };
  const bytes = encoded({}, codec) as ArrayBuffer;
  expect(bytes).toBeInstanceOf(ArrayBuffer);
  expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3]);
  const whole = new Uint8Array([1, 2]);
  expect(encoded({}, { encode: () => whole })).toBe(whole.buffer);
  // A writer, as generated messages return it.
  expect(encoded({}, { encode: () => ({ finish: () => whole }) })).toBe(whole.buffer);
  expect(encoded({ a: 1 }, 'json')).toBe('{"a":1}');
  expect(encoded('plain', 'text')).toBe('plain');
  const form = { a: '1' };
  expect(encoded(form, 'form')).toBe(form);
  expect([contentType('json'), contentType('form'), contentType(codec), contentType(undefined)]).toEqual([
    'application/json',
    undefined,
    'application/octet-stream',
    undefined,
  ]);
});
