import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Whether a file contains test data: a module that makes it, a list of objects, or a table whose first row has the names.
 * @param {string} file
 */
export function isData(file) {
  return ['.js', '.json', '.csv'].includes(extname(file));
}

/**
 * Reads the records of a file of test data.
 * @param {string} path absolute
 * @returns {Promise<Record<string, unknown>[]>}
 * @throws {Error} when the file contains no records
 */
export async function recordsOf(path) {
  if (extname(path) === '.js') return (await import(pathToFileURL(path).href)).makeRecords();
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  if (extname(path) === '.csv') return recordsOfTable(path, rowsOf(text));
  const records = JSON.parse(text);
  if (!Array.isArray(records) || !records.every((one) => typeof one === 'object' && one !== null))
    throw new Error(`${path} is no list of objects: write [{ "name": "…" }, …]`);
  return records.map(texts);
}

/** @param {Record<string, unknown>} record */
function texts(record) {
  const text = (/** @type {unknown} */ value) =>
    typeof value === 'object' ? JSON.stringify(value) : String(value);
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, text(value)]));
}

/**
 * @param {string} path
 * @param {string[][]} rows
 */
function recordsOfTable(path, [names = [], ...rows]) {
  return rows.map((row, at) => {
    if (row.length !== names.length)
      throw new Error(
        `${path}: row ${at + 2} has ${row.length} fields, and the first one has ${names.length}`,
      );
    return Object.fromEntries(names.map((name, i) => [name, row[i]]));
  });
}

/**
 * Parses the rows of a CSV text (RFC 4180).
 * @param {string} text
 */
export function rowsOf(text) {
  /** @type {string[][]} */
  const rows = [];
  const field = /("(?:[^"]|"")*"|(?:[^",\r\n][^,\r\n]*)?)(,|\r?\n|\r|$)/y;
  /** @type {string[]} */
  let row = [];
  while (field.lastIndex < text.length) {
    const start = field.lastIndex;
    const found = field.exec(text);
    if (!found)
      throw new Error(
        `there is a quote in the middle of a field: ${JSON.stringify(text.slice(start, start + 40))}`,
      );
    const [, value = '', end = ''] = found;
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ',' && field.lastIndex < text.length) continue;
    if (end === ',') row.push('');
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}
