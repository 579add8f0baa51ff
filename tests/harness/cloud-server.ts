import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Behaviour of the fake Grafana Cloud k6. */
export interface CloudBehaviour {
  /** Statuses of the run, one for each request of k6. The last one is repeated. */
  readonly states?: readonly string[];
  /** Result of a completed run. */
  readonly result?: 'passed' | 'failed' | 'error';
  /** Whether the project already has a test of this name. */
  readonly exists?: boolean;
  /** Whether the run continues although k6 has asked to stop it. */
  readonly ignoresAbort?: boolean;
  /** HTTP status with which every request is refused. Absent: requests are accepted. */
  readonly refuses?: number;
  /** How many requests for the status of the run are refused, before the first that is answered. */
  readonly silentTimes?: number;
  /** Content of the secret store. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A request that the fake received. */
export interface CloudRequest {
  /** Method and path, without the query. */
  readonly line: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A fake of those parts of Grafana Cloud k6's API that k6 2.2 uses. */
export interface CloudServer {
  readonly requests: CloudRequest[];
  /** Archives that were uploaded, in order. */
  readonly archives: Buffer[];
  /** Variables with a complete login that make k6 use this fake. */
  readonly variables: Readonly<Record<string, string>>;
  /** Address of the run's page that k6 gets. */
  readonly page: string;
}

/** Token of the user, and token of a single run. */
export const CLOUD_TOKEN = 'users-cloud-token';
export const RUN_TOKEN = 'run-scoped-token';

const PROJECT = 7;
const TEST = 456;
const RUN = 123;
const ENTERED = '2026-03-01T12:00:00Z';

/** Starts the fake on a loopback address for one test. */
export async function cloudServer(behaviour: CloudBehaviour = {}): Promise<CloudServer> {
  const {
    states = ['completed'],
    result = 'passed',
    exists = false,
    ignoresAbort = false,
    refuses,
    silentTimes = 0,
    secrets = {},
  } = behaviour;
  const requests: CloudRequest[] = [];
  const archives: Buffer[] = [];
  let asked = 0;
  let silent = 0;
  let isAborted = false;

  const run = (status: string) => ({
    ...RUN_FIELDS,
    id: RUN,
    status,
    status_details: { type: status, entered: ENTERED },
    status_history: [{ type: status, entered: ENTERED, ...(isAborted && { extra: BY_USER }) }],
    result: isAborted ? 'error' : status === 'completed' ? result : null,
  });
  const nextStatus = () => {
    if (isAborted) return 'aborted';
    const status = states[Math.min(asked, states.length - 1)] ?? 'completed';
    asked += 1;
    return status;
  };
  const test = {
    id: TEST,
    project_id: PROJECT,
    name: 'x',
    baseline_test_run_id: null,
    created: ENTERED,
    updated: ENTERED,
  };
  const routes: Readonly<
    Record<string, (url: URL, base: string) => readonly [status: number, answer?: unknown]>
  > = {
    'POST /cloud/v6/validate_options': () => [200, USAGE],
    'POST /cloud/v6/projects/7/load_tests': () => (exists ? [409, problem('conflict')] : [201, test]),
    'GET /cloud/v6/projects/7/load_tests': () => [200, { value: [test] }],
    'PUT /cloud/v6/load_tests/456/script': () => [204],
    'POST /cloud/v6/load_tests/456/start': (_, base) => [
      200,
      { ...run('created'), test_run_details_page_url: pageAt(base) },
    ],
    'GET /cloud/v6/test_runs/123': () => {
      silent += 1;
      return silent <= silentTimes ? [500, problem('no status')] : [200, run(nextStatus())];
    },
    'POST /cloud/v6/test_runs/123/abort': () => {
      isAborted = !ignoresAbort;
      return [204];
    },
    'POST /provisioning/v1/load_tests/456/start_local_execution': (_, base) => [200, localExecution(base)],
    'PUT /upload/archive.tar': () => [200],
    'POST /provisioning/v1/test_runs/123/notify': () => [204],
    'POST /push': () => [200, {}],
    'POST /logs': () => [200, {}],
    'GET /secret': (url) => {
      const value = secrets[url.searchParams.get('name') ?? ''];
      return value === undefined ? [404, problem('not_found')] : [200, { plaintext: value }];
    },
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const base = `http://${request.headers.host}`;
    const url = new URL(request.url ?? '', base);
    const body = Buffer.concat(chunks);
    const line = `${request.method} ${url.pathname}`;
    requests.push({ line, url, headers: request.headers, body });
    const archive = archiveIn(line, request.headers['content-type'] ?? '', body);
    if (archive) archives.push(archive);
    const [status, answer] = refuses
      ? [refuses, problem('refused')]
      : (routes[line]?.(url, base) ?? [404, problem('not_found')]);
    response.writeHead(status, answer === undefined ? {} : { 'content-type': 'application/json' });
    response.end(answer === undefined ? undefined : JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { requests, archives, variables: cloudVariables(address), page: pageAt(`http://${address}`) };
}

/** Variables with a complete login that make k6 use an address as the cloud. */
export function cloudVariables(address: string): Record<string, string> {
  return {
    K6_CLOUD_TOKEN: CLOUD_TOKEN,
    K6_CLOUD_STACK_ID: '11',
    K6_CLOUD_PROJECT_ID: String(PROJECT),
    K6_CLOUD_HOST_V6: `http://${address}`,
    K6_CLOUD_HOST: `http://${address}`,
    K6_CLOUD_LOGS_TAIL_URL: `ws://${address}/tail`,
  };
}

function pageAt(base: string): string {
  return `${base}/runs/${RUN}`;
}

function problem(code: string) {
  return { error: { code, message: `this stand-in says ${code}`, details: [] } };
}

/** The archive in a request: either part `script` of a form, or the whole body. */
function archiveIn(line: string, type: string, body: Buffer): Buffer | undefined {
  if (line.startsWith('PUT ')) return body;
  const mark = /^multipart\/.*boundary=([^;]+)/.exec(type)?.[1];
  const at = body.indexOf('name="script"');
  if (mark === undefined || at < 0) return undefined;
  const begin = body.indexOf('\r\n\r\n', at) + 4;
  return body.subarray(begin, body.indexOf(`\r\n--${mark}`, begin));
}

const USAGE = {
  vuh_usage: 0.5,
  breakdown: {
    protocol_vuh: 0.5,
    browser_vuh: 0,
    base_total_vuh: 0.5,
    reduction_rate: 0,
    reduction_rate_breakdown: {},
  },
};

const BY_USER = { by_user: 'me@example.com', message: 'stopped', code: 0 };

const RUN_FIELDS = {
  test_id: TEST,
  project_id: PROJECT,
  started_by: null,
  created: ENTERED,
  ended: null,
  note: '',
  retention_expiry: null,
  cost: null,
  distribution: [],
  result_details: null,
  options: {},
  k6_dependencies: {},
  k6_versions: {},
  max_vus: null,
  max_browser_vus: null,
  estimated_duration: 10,
  execution_duration: 4,
  is_starred: false,
};

/** Addresses to which a local execution sends its figures, log and archive, and from which it gets secrets. */
function localExecution(base: string) {
  return {
    test_run_id: RUN,
    archive_upload_url: `${base}/upload/archive.tar?presigned=1`,
    test_run_details_page_url: pageAt(base),
    runtime_config: {
      metrics: {
        push_url: `${base}/push`,
        push_interval: '1s',
        push_concurrency: 1,
        aggregation_period: '1s',
        aggregation_wait_period: '1s',
        aggregation_min_samples: null,
        max_samples_per_package: 1000,
      },
      traces: { push_url: `${base}/traces`, traces_metadata: {}, proto: 'http' },
      files: { push_url: `${base}/files`, screenshots_base_path: '/s', headers: {}, method: 'POST' },
      logs: {
        push_url: `${base}/logs`,
        tail_url: `${base}/tail`,
        limit: 900,
        push_period_seconds: '3s',
        level: 'info',
        message_max_size: 10000,
        allowed_labels: ['level'],
      },
      secrets: { endpoint: `${base}/secret?name={key}`, response_path: 'plaintext' },
      test_run_token: RUN_TOKEN,
    },
  };
}
