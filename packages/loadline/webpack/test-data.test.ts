import { expect, it } from 'vitest';
import { rowsOf } from './test-data.js';

const RECORDS: [string, string[][]][] = [
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n"1, ""one""",\r\n',
    [
      ['a', 'b'],
      ['1, "one"', ''],
    ],
  ],
  ['a\n"x\ny"', [['a'], ['x\ny']]],
  ['a\n\nb\n', [['a'], ['b']]],
];

it.each(RECORDS)('%j', (text, rows) => expect(rowsOf(text)).toEqual(rows));

it('a quote within a field is refused: the rest of the table would be one field', () => {
  expect(() => rowsOf('a,b\n"1"x,2\n')).toThrow('quote in the middle of a field');
});
