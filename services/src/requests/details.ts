import type { RequestType } from './request-body';

/** Result of a worker for one row of the data. */
export interface Detail {
  readonly converted_row?: Readonly<Record<string, string>>;
  readonly issue_logs: readonly Readonly<Record<string, string | number>>[];
  /** From 1. */
  readonly entry_number: number;
  readonly transformed_row: unknown;
}

/** Whether a detail is wanted. */
export type DetailFilter = (detail: Detail) => boolean;

/** Makes up details: of every three rows, the second has an issue of severity `warning`, the third one of severity `error`. */
export function makeDetails(type: RequestType, rows: number): Detail[] {
  return Array.from({ length: rows }, (_, index) => {
    const entry = index + 1;
    const facts = { entity: String(entry), field: 'reference', value: `ref-${entry}` };
    const issue_logs = issuesOf(entry);
    if (type === 'add_data') return { issue_logs, entry_number: entry, transformed_row: facts };
    const converted_row = { reference: `ref-${entry}`, geometry: 'POINT (0 51)' };
    return { converted_row, issue_logs, entry_number: entry, transformed_row: [facts] };
  });
}

/**
 * The same details in another order, which is always the same for one request. The real service does not sort: its rows come
 * as they were stored. Pages have neither gaps nor duplicates.
 */
export function outOfOrder(details: readonly Detail[], id: string): Detail[] {
  if (details.length < 2) return [...details];
  const sum = [...id].reduce((total, character) => total + character.charCodeAt(0), 0);
  const first = 1 + (sum % (details.length - 1));
  return [...details.slice(first), ...details.slice(0, first)];
}

function issuesOf(entry: number): Record<string, string | number>[] {
  const severity = { 1: undefined, 2: 'warning', 0: 'error' }[entry % 3];
  if (severity === undefined) return [];
  const type = severity === 'error' ? 'invalid geometry' : 'default-value';
  return [
    { field: 'geometry', 'issue-type': type, severity, 'entry-number': entry, message: `row ${entry}` },
  ];
}

const CONDITION = /^\(?\s*\$\.issue_logs\[\*\]\.(?:"([^"]+)"|(\w+))\s*==\s*("(?:[^"\\]|\\.)*")\s*\)?$/;

/**
 * Parses a jsonpath predicate: `$.issue_logs[*].severity == "error"`, or several joined by `&&`. As in a database, different
 * issues of the row may meet the conditions.
 * @returns undefined when it is anything else
 */
export function readJsonPath(path: string): DetailFilter | undefined {
  const conditions: DetailFilter[] = [];
  for (const part of path.split('&&')) {
    const [, quoted, plain, literal] = CONDITION.exec(part.trim()) ?? [];
    const field = quoted ?? plain;
    const wanted = literal === undefined ? undefined : unquoted(literal);
    if (field === undefined || wanted === undefined) return undefined;
    conditions.push(({ issue_logs }) => issue_logs.some((issue) => issue[field] === wanted));
  }
  return (detail) => conditions.every((holds) => holds(detail));
}

function unquoted(literal: string): string | undefined {
  try {
    return JSON.parse(literal);
  } catch {
    return undefined;
  }
}
