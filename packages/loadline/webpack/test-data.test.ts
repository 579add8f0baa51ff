import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { recordsOf, rowsOf } from './test-data.js';

const folder = mkdtempSync(join(tmpdir(), 'loadline-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(file: string, text: string): Promise<Record<string, unknown>[]> {
  const path = join(folder, file);
  writeFileSync(path, text);
  return recordsOf(path);
}

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

it.each(RECORDS)('%j', (text, rows) => {
  expect(rowsOf('a.csv', text).map(({ fields }) => fields)).toEqual(rows);
});

it.each([
  ['after blank lines', 'a,b\n\n\r\n1,2\n\n3\n', 6],
  ['after a field of three lines', 'a,b\n"x\r\ny\nz",1\n2\n', 5],
])('a row with too few fields is named by its line in the file: %s', async (_, text, line) => {
  const path = join(folder, 'lines.csv');
  await expect(read('lines.csv', text)).rejects.toThrow(`${path}:${line}: the row has 1 of 2 fields`);
});

it('a quote within a field is refused: the rest of the table would be one field', () => {
  expect(() => rowsOf('a.csv', 'a,b\n\n"1"x,2\n')).toThrow(
    'a.csv:3: there is a quote in the middle of a field',
  );
});

it('records of JSON are texts, with numbers as they are written', async () => {
  const text =
    '[{"id": 9007199254740992, "price": -1.5, "ok": true, "tags": [1, "a 9007199254740993"], "big": "9007199254740993"}]';
  expect(await read('exact.json', text)).toEqual([
    {
      id: '9007199254740992',
      price: '-1.5',
      ok: 'true',
      tags: '[1,"a 9007199254740993"]',
      big: '9007199254740993',
    },
  ]);
});

it.each([
  [
    'an id that JavaScript rounds',
    'a.json',
    '[{"id": 9007199254740993}]',
    'write it as a text, "9007199254740993"',
  ],
  [
    'one within a field',
    'a.json',
    '[{"a": {"id": [9007199254740993]}}]',
    '9007199254740993 would be sent as',
  ],
  ['a number with a zero at its end', 'a.json', '[{"a": 1.10}]', '1.10 would be sent as 1.1'],
  ['a number with an exponent', 'a.json', '[{"a": 1e21}]', '1e21 would be sent as 1e+21'],
  ['null', 'a.json', '[{"a": "b"}, {"a": null}]', 'record 2: "a" is null'],
  [
    'a record without a field',
    'a.json',
    '[{"a": "1", "b": "2"}, {"a": "1"}]',
    'record 2 has no "b", and the first one has',
  ],
  [
    'a record with a field more',
    'a.json',
    '[{"a": "1"}, {"a": "1", "b": ""}]',
    'the first record has no "b", and record 2 has',
  ],
  ['a list in a list', 'a.json', '[["a"]]', 'is no list of objects'],
  ['no record', 'a.json', '[]', 'has no records'],
  ['no row', 'a.csv', 'a,b\n', 'has no records'],
  ['two columns of one name', 'a.csv', 'id,name,id\n1,2,3\n', 'two columns are called "id"'],
  ['the separator', 'a.csv', 'a,b\n1,2\u001f3\n', '"b" of record 1 contains the control character U+001F'],
])('%s is refused', async (_what, file, text, message) => {
  await expect(read(file, text)).rejects.toThrow(message);
});
