import { expect, test } from 'vitest';
import { copyMode, parseMode, reportMode } from './file-modes';

test.each([
  ['0644', 0o644],
  ['640', 0o640],
  ['0600', 0o600],
])('a mode is read as chmod reads it: %s', (text, mode) => expect(parseMode(text)).toBe(mode));

test.each(['', '644x', 'rw-r--r--', '0044', '0755', '0888', '10644'])(
  'what is no mode of a report: "%s"',
  (text) => expect(() => parseMode(text)).toThrow('such as 0644'),
);

test('reports are private, and copies like any file of their user, unless a mode is given', () => {
  expect(reportMode(undefined)).toBe(0o600);
  expect(copyMode(undefined)).toBe(0o644);
  expect([reportMode(0o640), copyMode(0o640)]).toEqual([0o640, 0o640]);
});
