import type { RequestParams } from './request-body';

/** Result that a worker stores with a request. */
export interface RequestResponse {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly error: Readonly<Record<string, string | null>> | null;
}

/** How a request ends. */
export interface Outcome {
  readonly status: 'COMPLETE' | 'FAILED';
  readonly response: RequestResponse | null;
}

const CHECK_DATA = {
  'column-field-log': [
    { field: 'reference', missing: false },
    { field: 'geometry', missing: false },
    { field: 'organisation', missing: true },
  ],
  'error-summary': ['4 geometries are invalid'],
  plugin: null,
};

const ADD_DATA = {
  'pipeline-summary': { 'new-in-resource': 12, 'existing-in-resource': 0 },
  'endpoint-summary': { endpoint_url_in_endpoint_csv: false },
  'source-summary': { documentation_url_in_source_csv: false },
};

/** Result of checking an unknown dataset. It does not contain an error. */
const NOTHING_FOUND = { 'column-field-log': [], 'error-summary': [], plugin: null };

/** Data that the workers know. */
export interface KnownData {
  /** Object keys of the uploaded files that exist. */
  readonly bucket: ReadonlySet<string>;
  readonly datasets: ReadonlySet<string>;
}

/** The outcome of a request. Hosts below `.invalid` count as unreachable, all others as reachable; nothing is really fetched. */
export function outcomeOf(params: RequestParams, { bucket, datasets }: KnownData): Outcome {
  const checked = () => complete(datasets.has(String(params.dataset)) ? CHECK_DATA : NOTHING_FOUND);
  const url = typeof params.url === 'string' ? params.url : undefined;
  switch (params.type) {
    case 'check_file':
      if (bucket.has(String(params.uploaded_filename))) return checked();
      return { status: 'FAILED', response: { data: null, error: noSuchFile(params.uploaded_filename) } };
    case 'check_url':
      if (url !== undefined && isFetchable(url)) return checked();
      return { status: 'COMPLETE', response: { data: null, error: notFetched(url ?? '') } };
    case 'add_data':
      if (url === undefined || !isFetchable(url)) return { status: 'FAILED', response: null };
      return complete(ADD_DATA);
  }
}

/** Whether a check ended without finding a column. */
export function foundNothing({ data }: RequestResponse): boolean {
  return data === NOTHING_FOUND;
}

/** Outcome of a request that is made to fail. */
export function unexpectedFailure(): Outcome {
  const error = errorOf({ errCode: '500', errType: 'System Error', errMsg: 'injected failure' });
  return { status: 'FAILED', response: { data: null, error } };
}

function complete(data: Record<string, unknown>): Outcome {
  return { status: 'COMPLETE', response: { data, error: null } };
}

function isFetchable(url: string): boolean {
  return URL.canParse(url) && !new URL(url).hostname.endsWith('.invalid');
}

function noSuchFile(name: unknown): Record<string, string | null> {
  return errorOf({
    errCode: '400',
    errType: 'User Error',
    errMsg: `The uploaded file ${name} is not there`,
    exceptionType: 'FileNotFound',
  });
}

function notFetched(url: string): Record<string, string | null> {
  return errorOf({
    errCode: '400',
    errType: 'User Error',
    errMsg: 'Unable to process data found at this URL',
    errMsgDetail: 'The host cannot be reached',
    endpointUrl: url,
    entryDate: new Date().toISOString().slice(0, 10),
    fetchStatus: 'FAILED',
    exceptionType: 'ConnectionError',
  });
}

function errorOf(values: Record<string, string>): Record<string, string | null> {
  return {
    errCode: null,
    errType: null,
    errMsg: null,
    errMsgDetail: null,
    errTime: new Date().toISOString(),
    endpointUrl: null,
    entryDate: null,
    fetchStatus: null,
    exceptionType: null,
    contentType: null,
    plugin: null,
    ...values,
  };
}
