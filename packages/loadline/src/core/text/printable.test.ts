import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { oneLine, printable, printableDeep } from './printable';

it.each([
  ['a title', '\u001b]0;owned\u0007name', 'name'],
  ['a title with the other terminator', '\u001b]0;owned\u001b\\name', 'name'],
  ['a clear screen', '\u001b[2J\u001b[Hname', 'name'],
  ['a colour', '\u001b[1;31mred\u001b[0m', 'red'],
  ['C1', '\u009b2Jname\u009d0;owned\u009c', 'name'],
  ['a link', '\u001b]8;;http://evil\u0007text\u001b]8;;\u0007', 'text'],
  ['a reset of the terminal', '\u001bcname', 'name'],
  ['an escape that is cut off', 'name\u001b', 'name'],
  ['a carriage return', 'FAIL\rPASS', 'FAILPASS'],
  ['line ends of Windows', 'a\r\nb', 'a\nb'],
  ['backspaces', 'FAIL\b\b\b\bPASS', 'FAILPASS'],
  ['a change of the text direction', 'a\u202eb\u2066c', 'abc'],
  ['letters of all kinds stay', 'Grüße 日本 🚢\n\tx', 'Grüße 日本 🚢\n\tx'],
])('removes everything that controls a terminal: %s', (_name, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('oneLine returns a single line', () => {
  expect(oneLine('well\n\u001b[2JVERDICT: PASS\r\n\u2028x')).toBe('well VERDICT: PASS x');
});

test('holds for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must not appear
      expect(printable(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(oneLine(text)).not.toMatch(/[\n\t]/);
      expect(printable(printable(text))).toBe(printable(text));
    }),
  );
});

test('cleans all texts in a value, keys too, and returns the same object when nothing changes', () => {
  const fine = { a: [{ b: 'x', c: 1, d: null, e: undefined }] };
  expect(printableDeep(fine)).toBe(fine);
  expect(printableDeep({ 'k\u001b[2J': ['v\u0007', 1], fine })).toEqual({ k: ['v', 1], fine });
});
