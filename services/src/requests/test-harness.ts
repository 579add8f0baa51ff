import { afterEach, expect } from 'vitest';
import { eventually } from '../../../tests/harness/eventually';
import type { RunningService } from '../service';
import type { StoredRequest } from './request-store';
import type { RequestsServiceOptions } from './requests-service-options';
import { startRequestsService } from './start-requests-service';

export const CHECK_FILE = {
  type: 'check_file',
  dataset: 'article-4-direction-area',
  collection: 'article-4-direction',
  original_filename: 'mine.csv',
  uploaded_filename: 'load-test-file.csv',
};
export const CHECK_URL = {
  type: 'check_url',
  dataset: 'article-4-direction-area',
  collection: 'c',
  url: 'https://example.com/data.csv',
};
export const ADD_DATA = {
  type: 'add_data',
  dataset: 'd',
  collection: 'c',
  url: 'https://example.com/data.csv',
};
export const UNREACHABLE = 'https://nowhere.invalid/data.csv';

export let service: RunningService;

afterEach(() => service.stop());

export async function start(options: Partial<RequestsServiceOptions> = {}): Promise<void> {
  service = await startRequestsService({ port: 0, workTimeMs: 0, jobEveryMs: 0, ...options });
}

export function call(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://${service.address}${path}`, init);
}

export function post(body: unknown): Promise<Response> {
  return call('/requests', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

export async function created(params: object): Promise<StoredRequest> {
  return (await post({ params })).json() as Promise<StoredRequest>;
}

export async function read(id: string): Promise<StoredRequest> {
  return (await call(`/requests/${id}`)).json() as Promise<StoredRequest>;
}

export async function done(params: object): Promise<StoredRequest> {
  const { id } = await created(params);
  return eventually(async () => {
    const request = await read(id);
    expect(['COMPLETE', 'FAILED']).toContain(request.status);
    return request;
  });
}
