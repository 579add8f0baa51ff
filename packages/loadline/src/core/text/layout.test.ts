import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortened, table, wrap } from './layout';

describe('table', () => {
  const rows = [
    ['name', 'count', 'why'],
    ['  a', '1', 'because it is so'],
    ['  longer', '1000', ''],
  ];

  test('aligns its columns, left or right, and keeps leading blanks of a cell', () => {
    expect(table(rows, 'lrl')).toEqual([
      'name      count  why',
      '  a           1  because it is so',
      '  longer   1000',
    ]);
  });

  test('the last letter of the alignment applies to all further columns', () => {
    expect(
      table(
        [
          ['a', 'b', 'c'],
          ['1', '22', '333'],
        ],
        'lr',
      ),
    ).toEqual(['a   b    c', '1  22  333']);
  });

  test('wraps only the last column, within its own width', () => {
    const long = 'word '.repeat(12).trim();
    const lines = table(
      [
        ['id', long],
        ['b', 'short'],
      ],
      'l',
      30,
    );
    expect(lines).toEqual([
      'id  word word word word word',
      '    word word word word word',
      '    word word',
      'b   short',
    ]);
  });

  test('does not wrap a last column without enough room, nor a right-aligned one', () => {
    const long = 'word '.repeat(12).trim();
    expect(table([['x'.repeat(50), long]], 'l', 60)).toHaveLength(1);
    expect(table([['x', long]], 'lr', 30)).toHaveLength(1);
  });

  test('text from a file cannot start a line or move the cursor', () => {
    expect(table([['a\n\u001b[2Jb', 'c']])).toEqual(['a b  c']);
  });

  test('a row may have fewer cells than the others', () => {
    expect(table([['a', 'b', 'c'], ['only']], 'lrl', 80)).toEqual(['a     b  c', 'only']);
  });
});

describe('wrap', () => {
  test('breaks between words and indents the further lines', () => {
    expect(wrap('  - one two three', 9)).toEqual(['  - one', '    two', '    three']);
    expect(wrap('one two three', 8)).toEqual(['one two', '  three']);
  });

  test('loses no word, and no line is wider than the limit, except for longer words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 40, max: 120 }), (words, width) => {
        const lines = wrap(words.join(' '), width);
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test.each([
  ['short', 10, 'short'],
  ['vacancies-GetVacancy', 20, 'vacancies-GetVacancy'],
  ['vacancies-GetVacancies', 11, 'vacan…ncies'],
  ['abcdef', 4, 'ab…f'],
])('%s in %i characters', (text, most, shown) => {
  expect(shortened(text, most)).toBe(shown);
});
