import { expect, test } from 'vitest';
import { readTables, tableProblems } from './table-problems';

const TABLES = { people: ['name', 'motto'], places: ['city'] };
const of = (table: string, ...columns: string[]) =>
  tableProblems([{ table, columns }], TABLES).map(({ where, message }) => `${where}: ${message}`);

test('columns that the table has are accepted', () => {
  expect(of('people', 'motto', 'name')).toEqual([]);
});

test('all columns that do not exist are named, each with the nearest', () => {
  expect(of('people', 'nmae', 'mott')).toEqual([
    `records('people'): there is no column "nmae": did you mean "name"? valid: name, motto`,
    `records('people'): there is no column "mott": did you mean "motto"? valid: name, motto`,
  ]);
});

test.each(['constructor', 'pupils'])('a table that does not exist is refused: %s', (table) => {
  const [message, ...others] = tableProblems([{ table, columns: ['name', 'city'] }], {
    ...TABLES,
    pupils: null,
  });
  expect(others).toEqual([]);
  expect(message).toMatchObject({ where: `records('${table}')` });
  expect(message?.message).toContain(`write data/${table}.csv, data/${table}.json or data/${table}.js`);
});

test('the columns of each table are read once, and a table without any does not exist', () => {
  const declared = [
    { table: 'people', columns: ['x'] },
    { table: 'people', columns: ['name'] },
  ];
  const opened: string[] = [];
  const read = (text: string) => (path: string) => {
    opened.push(path);
    return text;
  };
  expect(readTables([], read('[]'))).toEqual({});
  expect(readTables(declared, read('["name"]'))).toEqual({ people: ['name'] });
  expect(opened).toEqual(['./data/people.columns.json']);
  expect(readTables(declared, read('null'))).toEqual({ people: null });
});
