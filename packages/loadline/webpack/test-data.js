import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Separates the fields of a record; see packages/loadline/src/k6/user/records.ts. */
const SEPARATOR = '\u001f';

/** A text or a number of JSON. Texts are matched so that digits in them are not taken for numbers. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

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
  const records = await readRecords(path);
  const [first] = records;
  if (!first) throw new Error(`${path} has no records: write at least one`);
  const columns = Object.keys(first);
  for (const [at, record] of records.entries()) {
    const missing = columns.find((name) => record[name] === undefined);
    const added = Object.keys(record).find((name) => !columns.includes(name));
    const other = missing ?? added;
    if (other !== undefined)
      throw new Error(
        `${path}: ${missing === undefined ? 'the first record' : `record ${at + 1}`} has no "${other}", and ${missing === undefined ? `record ${at + 1}` : 'the first one'} has: give all records the same fields`,
      );
    const separated = columns.find((name) => String(record[name]).includes(SEPARATOR));
    if (separated !== undefined)
      throw new Error(
        `${path}: "${separated}" of record ${at + 1} contains the control character U+001F, which separates fields here: remove it`,
      );
  }
  return records;
}

/**
 * @param {string} path
 * @returns {Promise<Record<string, unknown>[]>}
 */
async function readRecords(path) {
  // Node keeps a module by its URL, and a build that watches reads it again after a change.
  if (extname(path) === '.js')
    return (await import(`${pathToFileURL(path).href}?${statSync(path).mtimeMs}`)).makeRecords();
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  if (extname(path) === '.csv') return recordsOfTable(path, rowsOf(path, text));
  const records = JSON.parse(text);
  const isRecord = (/** @type {unknown} */ one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!Array.isArray(records) || !records.every(isRecord))
    throw new Error(`${path} is no list of objects: write [{ "name": "…" }, …]`);
  refuseChanged(path, text);
  return records.map((record, at) => texts(record, `${path}: record ${at + 1}`));
}

/**
 * Refuses numbers that would be sent in another form than they were written in, such as a 64-bit id that JavaScript rounds.
 * @param {string} path
 * @param {string} text valid JSON
 */
function refuseChanged(path, text) {
  for (const [token = ''] of text.matchAll(TEXT_OR_NUMBER)) {
    if (token.startsWith('"') || String(Number(token)) === token) continue;
    throw new Error(`${path}: ${token} would be sent as ${Number(token)}: write it as a text, "${token}"`);
  }
}

/**
 * @param {Record<string, unknown>} record
 * @param {string} where
 */
function texts(record, where) {
  const empty = Object.keys(record).find((name) => record[name] === null);
  if (empty !== undefined)
    throw new Error(
      `${where}: "${empty}" is null, which would be sent as the text null: write a text, such as ""`,
    );
  const text = (/** @type {unknown} */ value) =>
    typeof value === 'object' ? JSON.stringify(value) : String(value);
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, text(value)]));
}

/**
 * A row of a table, with the line of the file that it begins in.
 * @typedef {{ fields: string[], line: number }} Row
 */

/**
 * @param {string} path
 * @param {Row[]} rows
 */
function recordsOfTable(path, [head, ...rows]) {
  const names = head?.fields ?? [];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`${path}: two columns are called "${twice}": rename one of them`);
  return rows.map(({ fields, line }) => {
    if (fields.length !== names.length)
      throw new Error(
        `${path}:${line}: the row has ${fields.length} of ${names.length} fields: give all rows the same fields`,
      );
    return Object.fromEntries(names.map((name, i) => [name, fields[i]]));
  });
}

/**
 * Parses the rows of a CSV text (RFC 4180). Blank lines are no rows.
 * @param {string} path for errors
 * @param {string} text
 * @returns {Row[]}
 */
export function rowsOf(path, text) {
  /** @type {Row[]} */
  const rows = [];
  const field = /("(?:[^"]|"")*"|(?:[^",\r\n][^,\r\n]*)?)(,|\r?\n|\r|$)/y;
  /** @type {string[]} */
  let fields = [];
  let line = 1;
  let next = 1;
  while (field.lastIndex < text.length) {
    const start = field.lastIndex;
    const found = field.exec(text);
    if (!found)
      throw new Error(
        `${path}:${next}: there is a quote in the middle of a field: ${JSON.stringify(text.slice(start, start + 40))}: put the whole field in quotes, and write "" for a quote in it`,
      );
    const [whole, value = '', end = ''] = found;
    next += whole.match(/\r\n|\r|\n/g)?.length ?? 0;
    fields.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ',' && field.lastIndex < text.length) continue;
    if (end === ',') fields.push('');
    if (fields.length > 1 || fields[0] !== '') rows.push({ fields, line });
    fields = [];
    line = next;
  }
  return rows;
}
