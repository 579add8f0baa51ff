import { describe, expect, test } from 'vitest';
import { mismatch, subsetMismatch } from './expect';

describe('mismatch', () => {
  test.each([
    [{ a: 1 }, { a: 1, b: 2 }, undefined],
    [{}, undefined, undefined],
    [{ a: 1 }, { a: 2 }, 'a: expected 1, got 2'],
    [{ a: 1 }, { a: '1' }, 'a: expected 1, got "1"'],
    [{ a: 1 }, null, 'a: expected 1, got nothing'],
  ])('%j in %j', (expected, got, text) => {
    expect(mismatch(expected, got)).toBe(text);
  });
});

describe('subsetMismatch', () => {
  test.each<[unknown, unknown, string | undefined]>([
    // Objects may have further members, at each level.
    [{ a: 1 }, { a: 1, b: 2 }, undefined],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, undefined],
    [{}, { a: 1 }, undefined],
    [{ a: { b: 1 } }, { a: { b: 2 } }, 'x.a.b: expected 1, got 2'],
    [{ a: { b: 1 } }, { a: {} }, 'x.a.b: expected 1, got nothing'],
    [{ a: {} }, { a: 'text' }, 'x.a: expected {}, got "text"'],
    [{ a: {} }, { a: [] }, 'x.a: expected {}, got []'],
    // Types must be equal. False, empty and null are values like any other.
    [{ a: 1 }, { a: '1' }, 'x.a: expected 1, got "1"'],
    [{ a: false }, { a: false }, undefined],
    [{ a: 0 }, { a: false }, 'x.a: expected 0, got false'],
    [{ a: '' }, { a: '' }, undefined],
    [{ a: null }, { a: null }, undefined],
    [{ a: null }, {}, 'x.a: expected null, got nothing'],
    [{ a: 1 }, null, 'x: expected {"a":1}, got null'],
    ['text', 'text', undefined],
    // Lists have the same items, in any order.
    [[1, 2, 2], [2, 1, 2], undefined],
    [[], [], undefined],
    [[1, 2], [1, 2, 3], 'x.length: expected 2, got 3'],
    [[1, 1], [1, 2], 'x[1]: expected 1, got [1,2]'],
    [[1], { 0: 1 }, 'x: expected [1], got {"0":1}'],
    [[{ a: 1 }, { b: 2 }], [{ b: 2, c: 3 }, { a: 1 }], undefined],
    [{ list: [[1, 2]] }, { list: [[2, 1]] }, undefined],
    // The first item fits both, the second only one of them.
    [
      [{ a: 1 }, { a: 1, b: 2 }],
      [
        { a: 1, b: 2 },
        { a: 1, c: 3 },
      ],
      undefined,
    ],
    // An expected key in snake_case also matches camelCase; an exact match takes precedence.
    [{ system_name: 'a' }, { systemName: 'a' }, undefined],
    [{ build_info: { app_version: '1' } }, { buildInfo: { appVersion: '1' } }, undefined],
    [{ a_b: 1 }, { a_b: 1, aB: 2 }, undefined],
    [{ a_b: 1 }, { aB: 2 }, 'x.a_b: expected 1, got 2'],
    [{ aB: 1 }, { a_b: 1 }, 'x.aB: expected 1, got nothing'],
  ])('%j in %j', (expected, got, text) => {
    expect(subsetMismatch(expected, got, 'x')).toBe(text);
  });

  test('many similar items that do not match are reported in time', () => {
    const expected = [...Array(60).fill('a'), 'b'];
    expect(subsetMismatch(expected, Array(61).fill('a'), 'x')).toContain('x[60]: expected "b", got ["a",');
  });

  test('the text is at most 200 characters and still names path, expected and got', () => {
    const long = (letter: string) => letter.repeat(500);
    const text = subsetMismatch({ [long('k')]: long('e') }, { [long('k')]: long('g') }, 'x') ?? '';
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text).toMatch(/^x\.k+…: expected "e+…, got "g+…$/);
  });
});
