import { describe, expect, it } from 'vitest';
import { ADD_DATA, CHECK_FILE, CHECK_URL, call, done, start } from './test-harness';

describe('GET /requests/{id}/response-details', () => {
  async function details(id: string, query: Record<string, string> = {}) {
    const response = await call(`/requests/${id}/response-details?${new URLSearchParams(query)}`);
    const [total, offset, limit] = ['Total-Results', 'Offset', 'Limit'].map((name) =>
      response.headers.get(`X-Pagination-${name}`),
    );
    const rows = (await response.json()) as { entry_number: number; transformed_row: unknown }[];
    return { entries: rows.map((row) => row.entry_number), total, offset, limit, rows };
  }

  it('pages out of the order of the rows, without gaps or duplicates', async () => {
    await start({ detailRows: 5 });
    const { id } = await done(CHECK_FILE);
    const { entries, ...page } = await details(id);
    expect(page).toMatchObject({ total: '5', offset: '0', limit: '50' });
    expect(entries.toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(entries).not.toEqual([1, 2, 3, 4, 5]);
    const pages = await Promise.all(
      ['0', '2', '4', '9'].map((offset) => details(id, { offset, limit: '2' })),
    );
    expect(pages.map((part) => part.entries)).toEqual([
      entries.slice(0, 2),
      entries.slice(2, 4),
      entries.slice(4),
      [],
    ]);
    expect(pages[1]).toMatchObject({ total: '5', offset: '2', limit: '2' });
  });

  it('has another shape for data that was added', async () => {
    await start({ detailRows: 1 });
    const checked = (await details((await done(CHECK_URL)).id)).rows[0];
    const added = (await details((await done(ADD_DATA)).id)).rows[0];
    expect(checked).toMatchObject({ converted_row: { reference: 'ref-1' }, transformed_row: [{}] });
    expect(added).toMatchObject({ transformed_row: { entity: '1' } });
    expect(added).not.toHaveProperty('converted_row');
  });

  it.each([
    ['$.issue_logs[*].severity == "error"', [3, 6]],
    ['($.issue_logs[*].severity=="warning")', [2, 5]],
    ['$.issue_logs[*]."issue-type" == "invalid geometry" && $.issue_logs[*].severity == "error"', [3, 6]],
    ['$.issue_logs[*].severity == "error" && $.issue_logs[*].severity == "warning"', []],
    ['$.issue_logs[*].severity', []],
    ['$.issue_logs[*].severity == error', []],
    ['', []],
  ])('filters by %s', async (jsonpath, expected) => {
    await start({ detailRows: 6 });
    const { id } = await done(CHECK_FILE);
    const { entries, total } = await details(id, { jsonpath });
    expect(entries.toSorted()).toEqual(expected);
    expect(total).toBe(String(expected.length));
  });

  it('is empty for an unknown id and for a request without data', async () => {
    await start();
    const failed = await done({ ...CHECK_FILE, uploaded_filename: 'no' });
    expect(await details(failed.id)).toMatchObject({ entries: [], total: '0' });
    expect(await details('nobody')).toMatchObject({ entries: [], total: '0' });
  });

  it.each([
    ['limit=0', 'greater_than_equal', 'Input should be greater than or equal to 1'],
    ['limit=101', 'less_than_equal', 'Input should be less than or equal to 100'],
    ['offset=-1', 'greater_than_equal', 'Input should be greater than or equal to 0'],
    ['offset=x', 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
  ])('refuses %s', async (query, type, msg) => {
    await start();
    const response = await call(`/requests/nobody/response-details?${query}`);
    expect(response.status).toBe(422);
    const [name, input] = query.split('=');
    expect(await response.json()).toMatchObject({ detail: [{ type, loc: ['query', name], msg, input }] });
  });
});
