import { describe, expect, it } from 'vitest';
import type { StoredRequest } from './request-store';
import {
  ADD_DATA,
  CHECK_FILE,
  CHECK_URL,
  call,
  created,
  done,
  post,
  read,
  service,
  start,
  UNREACHABLE,
} from './test-harness';

describe('POST /requests', () => {
  it('accepts a request and says where it is', async () => {
    await start();
    const response = await post({ params: { ...CHECK_FILE, unknown: 1 }, other: 2 });
    const request = (await response.json()) as StoredRequest;
    expect(response.status).toBe(202);
    expect(request.id).toMatch(/^[2-9A-HJ-NP-Za-km-z]{22}$/);
    expect(response.headers.get('location')).toBe(`$${service.address}/requests/${request.id}`);
    const params = { ...CHECK_FILE, organisationName: null, column_mapping: null, geom_type: null };
    const { created, modified, ...rest } = request;
    expect(rest).toEqual({ id: request.id, type: 'check_file', status: 'NEW', params, response: null });
    expect(created).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(modified).toBe(created);
  });

  const add = { type: 'add_data', dataset: 'd', collection: 'c' };
  it.each([
    ['no body', '', ['missing', ['body'], 'Field required']],
    ['no JSON', '{', ['json_invalid', ['body', 0], 'JSON decode error']],
    ['no object', '[]', ['model_attributes_type', ['body'], expect.stringContaining('valid dictionary')]],
    ['no params', {}, ['missing', ['body', 'params'], 'Field required']],
    ['no type', { params: {} }, ['union_tag_not_found', ['body', 'params'], expect.any(String)]],
    [
      'an unknown type',
      { params: { type: 'check' } },
      [
        'union_tag_invalid',
        ['body', 'params'],
        "Input tag 'check' found using 'type' does not match any of the expected tags: 'check_url', 'check_file', 'add_data'",
      ],
    ],
    [
      'a wrong text',
      { params: { ...CHECK_URL, url: 7 } },
      ['string_type', ['body', 'params', 'check_url', 'url'], 'Input should be a valid string'],
    ],
    [
      'a wrong mapping',
      { params: { ...CHECK_URL, column_mapping: { a: 1 } } },
      ['dict_type', ['body', 'params', 'check_url', 'column_mapping'], expect.any(String)],
    ],
    [
      'a wrong flag',
      { params: { ...add, authoritative: 'perhaps' } },
      ['bool_type', ['body', 'params', 'add_data', 'authoritative'], expect.any(String)],
    ],
    [
      'a wrong plugin',
      { params: { ...add, plugin: 'other' } },
      ['literal_error', ['body', 'params', 'add_data', 'plugin'], "Input should be 'arcgis' or 'wfs'"],
    ],
  ])('refuses %s', async (_what, body, [type, loc, msg]) => {
    await start();
    const response = await post(body);
    expect(response.status).toBe(422);
    const { detail } = (await response.json()) as { detail: unknown[] };
    expect(detail).toEqual([expect.objectContaining({ type, loc, msg })]);
    expect(detail[0]).toHaveProperty('input');
    expect(service.stats().records).toBe(0);
  });

  it('names every field that is missing', async () => {
    await start();
    const { detail } = (await (await post({ params: { type: 'check_file' } })).json()) as {
      detail: { type: string; loc: string[]; input: unknown }[];
    };
    expect(detail.map(({ loc }) => loc.at(-1))).toEqual([
      'dataset',
      'collection',
      'original_filename',
      'uploaded_filename',
    ]);
    expect(detail[0]).toMatchObject({ type: 'missing', input: { type: 'check_file' } });
  });
});

describe('GET /requests/{id}', () => {
  it.each([
    ['a file of the bucket', CHECK_FILE, 'COMPLETE', 'column-field-log'],
    ['a URL', CHECK_URL, 'COMPLETE', 'error-summary'],
    ['data of a URL', ADD_DATA, 'COMPLETE', 'pipeline-summary'],
  ])('ends COMPLETE with data for %s', async (_what, params, status, key) => {
    await start();
    const request = await done(params);
    expect(request.status).toBe(status);
    expect(Object.keys(request.response?.data ?? {})).toContain(key);
    expect(request.response?.error).toBeNull();
  });

  it.each([
    [
      'a file that is not in the bucket',
      { ...CHECK_FILE, uploaded_filename: 'no' },
      'FAILED',
      'FileNotFound',
    ],
    [
      'a URL that cannot be fetched',
      { ...CHECK_URL, url: `${UNREACHABLE}?a` },
      'COMPLETE',
      'ConnectionError',
    ],
  ])('ends %s with an error', async (_what, params, status, exceptionType) => {
    await start();
    const request = await done(params);
    expect(request).toMatchObject({ status, response: { data: null, error: { exceptionType } } });
    expect(Object.keys(request.response?.error ?? {})).toHaveLength(11);
  });

  it.each([
    ['that cannot be fetched', UNREACHABLE],
    ['without a URL', null],
  ])('ends data %s FAILED, without response', async (_what, url) => {
    await start();
    expect(await done({ ...ADD_DATA, url })).toMatchObject({ status: 'FAILED', response: null });
  });

  it.each([CHECK_FILE, CHECK_URL])(
    'ends a check of an unknown dataset COMPLETE, with nothing found',
    async (params) => {
      await start({ datasets: ['mine'] });
      const { id, status, response } = await done({ ...params, dataset: 'no-such-dataset' });
      expect([status, response?.error, response?.data]).toEqual([
        'COMPLETE',
        null,
        { 'column-field-log': [], 'error-summary': [], plugin: null },
      ]);
      expect(await (await call(`/requests/${id}/response-details`)).json()).toEqual([]);
      expect((await done({ ...params, dataset: 'mine' })).response?.data).not.toMatchObject({
        'column-field-log': [],
      });
    },
  );

  it('is a 404 for an unknown id', async () => {
    await start();
    const response = await call('/requests/nobody');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      detail: {
        errCode: 400,
        errType: 'User Error',
        errMsg: expect.stringContaining('nobody'),
        errTime: expect.any(String),
      },
    });
  });
});

describe('GET /health', () => {
  it.each([
    ['HEALTHY', 200],
    ['UNHEALTHY', 500],
  ] as const)('of a queue that is %s is %d', async (queueStatus, status) => {
    await start({ queueStatus });
    const response = await call('/health');
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      name: 'request-api',
      version: 'unknown',
      dependencies: [
        { name: 'request-db', status: 'HEALTHY' },
        { name: 'sqs', status: queueStatus },
      ],
    });
  });
});

describe('a service whose workers have not started', () => {
  it('is not healthy, takes requests, and leaves them NEW', async () => {
    await start({ coldMs: 3_600_000 });
    const { id } = await created(CHECK_FILE);
    expect((await read(id)).status).toBe('NEW');
    const response = await call('/health');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      dependencies: [{ name: 'request-db', status: 'HEALTHY' }, { status: 'UNHEALTHY' }],
    });
  });

  it('works off what came before, once they have', async () => {
    await start({ coldMs: 10 });
    expect((await done(CHECK_FILE)).status).toBe('COMPLETE');
    expect((await call('/health')).status).toBe(200);
  });
});

describe('the service', () => {
  it('counts its calls, lists its requests and answers unknown routes as JSON', async () => {
    await start();
    const { id } = await created(CHECK_FILE);
    await post('');
    await read(id);
    const stats = { 'POST /requests': { 202: 1, 422: 1 }, 'GET /requests/{id}': { 200: 1 } };
    expect(service.stats()).toEqual({ calls: stats, records: 1, seeded: 0 });
    const titles = await fetch(`http://127.0.0.1:${service.controlPort}/titles`);
    expect(await titles.json()).toEqual([id]);
    expect(await (await call('/nothing')).json()).toEqual({ detail: 'Not Found' });
    expect(await (await call('/requests')).json()).toEqual({ detail: 'Method Not Allowed' });
  });
});
