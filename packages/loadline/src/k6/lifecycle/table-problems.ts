import { thereIsNo } from '../../core/text/nearest';
import { own } from '../../core/text/own';
import type { Problem } from '../../core/text/problem';
import type { DeclaredTable } from '../user/records';

/** Columns of the tables of test data, by table; `null` when the build found no such table. */
export type Tables = Readonly<Record<string, readonly string[] | null>>;

/**
 * Reads the columns of the tables of a suite. It reads them in every run, also where nothing checks them: an archive contains only
 * what was opened when it was made.
 * @param read opens a file beside the bundle, which the build has written. It returns `null` as JSON when there is no such table
 */
export function readTables(declared: readonly DeclaredTable[], read: (path: string) => string): Tables {
  const tables = new Set(declared.map(({ table }) => table));
  return Object.fromEntries(
    [...tables].map((table) => [table, JSON.parse(read(`./data/${table}.columns.json`))]),
  );
}

/**
 * Tables that do not exist, and columns that a table does not have: such a column would be an empty text in every record.
 */
export function tableProblems(declared: readonly DeclaredTable[], tables: Tables): Problem[] {
  return declared.flatMap(({ table, columns }) => {
    const valid = own(tables, table);
    const messages = valid
      ? columns
          .filter((column) => !valid.includes(column))
          .map((column) => thereIsNo('column', column, valid))
      : [noTable(table)];
    return messages.map(
      (message): Problem => ({ code: 'suite-declaration', where: `records('${table}')`, message }),
    );
  });
}

function noTable(name: string): string {
  return `the build found no such test data: write data/${name}.csv, data/${name}.json or data/${name}.js (webpack.config.js may name another folder than data), and build again`;
}
