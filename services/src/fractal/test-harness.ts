import { request as openRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import type { TaskState } from './containers';
import type { FractalServiceOptions } from './fractal-service-options';
import { type RunningFractalService, startFractalService } from './start-fractal-service';

export const PORTS = { port: 0, hostPort: 0 };
export const CONFIG_TOKEN = 'a1'.repeat(32);

export let service: RunningFractalService;

afterEach(() => service.stop());

export async function start(options: Partial<FractalServiceOptions> = {}): Promise<void> {
  service = await startFractalService({ ...PORTS, hostWaitMs: 0, taskMs: 0, rateLimit: 0, ...options });
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each call has a body of its own
  body: any;
  headers: Headers;
}

export async function call(route: string, body?: unknown, token?: string): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`http://${service.address}${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const content = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return {
    status: response.status,
    body: isJson ? JSON.parse(content) : content,
    headers: response.headers,
  };
}

/** Calls the host service and checks its certificate against the service's own authority. */
export async function host(body: unknown, method = 'PUT', path = '/set_config_encryption_token') {
  const request = openRequest({
    host: '127.0.0.1',
    port: service.hostPort,
    ca: service.caCertificate,
    method,
    path,
  });
  const answer = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', async (response) =>
      resolve({ status: response.statusCode, body: await text(response) }),
    );
  });
  request.end(typeof body === 'string' ? body : JSON.stringify(body));
  return answer;
}

export async function adminToken(): Promise<string> {
  const { body } = await call('POST /admin/login', { username: 'admin', password: 'admin-password' });
  return body.access_token;
}

export async function register(username: string): Promise<Answer['body']> {
  const values = { username, password: 'p', name: 'n', feedback: 'f', encrypted_config_token: 'e' };
  return (await call('POST /account/register', values)).body;
}

export function assign(username: string, token: string, values: object = {}): Promise<Answer> {
  const body = { username, app: 'Google Chrome', region: 'us-east-1', ...values };
  return call('POST /container/assign', body, token);
}

export async function status(id: string, token?: string): Promise<TaskState> {
  return (await call(`GET /status/${id}`, undefined, token)).body;
}

export function hostService(username: string, token: string): Promise<Answer> {
  return call(`GET /host_service?username=${username}`, undefined, token);
}
