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
  expect(of('constructor', 'name')).toEqual([]);
});

test('the columns of each table are read once, and are unknown when a bundle was copied without its tables', () => {
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
  expect(tableProblems(declared, readTables(declared, read('null')))).toEqual([]);
});
