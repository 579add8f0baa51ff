import { NO_HTTP_FAULTS } from '../http/faults';
import type { HttpServiceOptions } from '../http/start-http-service';

/** How the reference container service is set up and how it misbehaves. */
export interface FractalServiceOptions extends HttpServiceOptions {
  /** Port of the host service, with TLS, on the same address. 0 takes a free one. */
  hostPort: number;
  /** Address of the host in the replies of `GET /host_service`, and one of the names in the host's certificate. */
  hostIp: string;
  /** Path at which the certificate of the authority that signed the host's is written. Empty: it is not written. */
  caFile: string;
  /** Calls per minute of one client address to each of `/account/*`, `/token/*`, `/container/assign`. 0: unlimited. */
  rateLimit: number;
  /** Time from assigning a container until its host waits for the client, in ms. */
  hostWaitMs: number;
  /** Time from the client's token until the task ends, in ms. */
  taskMs: number;
  /** A task fails when its host has waited this long, in ms, for the client's token. */
  clientPatienceMs: number;
  /** Share of the tasks, 0 to 1, evenly spread, that end with FAILURE. */
  failTaskShare: number;
  adminUsername: string;
  adminPassword: string;
  regions: readonly string[];
  /** Apps that may be assigned. */
  apps: readonly string[];
  /** `enforce`: all users except the administrator are refused a container with 402. */
  payment: 'enforce' | 'off';
  /** Calls that are answered with 512. `tasks`: assigning and task states. `all`: every call. */
  maintenance: 'off' | 'tasks' | 'all';
}

/** Defaults of the options. */
export const FRACTAL_SERVICE_DEFAULTS: FractalServiceOptions = {
  ...NO_HTTP_FAULTS,
  host: '127.0.0.1',
  port: 7730,
  controlPort: 0,
  hostPort: 4678,
  hostIp: '127.0.0.1',
  caFile: '',
  rateLimit: 10,
  hostWaitMs: 300,
  taskMs: 300,
  clientPatienceMs: 45_000,
  failTaskShare: 0,
  adminUsername: 'admin',
  adminPassword: 'admin-password',
  regions: ['us-east-1', 'us-west-1', 'ca-central-1'],
  apps: ['Google Chrome', 'Mozilla Firefox', 'Brave Browser', 'Sidekick Browser'],
  payment: 'off',
  maintenance: 'off',
};
