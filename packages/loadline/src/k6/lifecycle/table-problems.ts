import { thereIsNo } from '../../core/text/nearest';
import { own } from '../../core/text/own';
import type { Problem } from '../../core/text/problem';
import type { DeclaredTable } from '../user/records';

/** Columns of the tables of test data, by table; `null` where they are not known. */
export type Tables = Readonly<Record<string, readonly string[] | null>>;

/**
 * Reads the columns of the tables of a suite. It reads them in every run, also where nothing checks them: an archive contains only
 * what was opened when it was made.
 * @param read opens a file beside the bundle, which the build has written. It returns `null` as JSON where only the bundle is there
 */
export function readTables(declared: readonly DeclaredTable[], read: (path: string) => string): Tables {
  const tables = new Set(declared.map(({ table }) => table));
  return Object.fromEntries(
    [...tables].map((table) => [table, JSON.parse(read(`./data/${table}.columns.json`))]),
  );
}

/** Columns that the test data does not have: such a column would be an empty text in every record. */
export function tableProblems(declared: readonly DeclaredTable[], tables: Tables): Problem[] {
  return declared.flatMap(({ table, columns }) => {
    const valid = own(tables, table);
    if (!valid) return [];
    return columns
      .filter((column) => !valid.includes(column))
      .map(
        (column): Problem => ({
          code: 'suite-declaration',
          where: `records('${table}')`,
          message: thereIsNo('column', column, valid),
        }),
      );
  });
}
