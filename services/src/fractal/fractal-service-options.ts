import { NO_HTTP_FAULTS } from '../http/faults';
import type { HttpServiceOptions } from '../http/start-http-service';

/** How the reference container service is set up and how it misbehaves. */
export interface FractalServiceOptions extends HttpServiceOptions {
  /** Port of the host service, with TLS, on the same address; 0 takes a free one. */
  hostPort: number;
  /** Address of the host that `GET /host_service` gives, and one of the names in the host's certificate. */
  hostIp: string;
  /** Where the certificate of the authority is written that signed the host's; empty for nowhere. */
  caFile: string;
  /** Calls of one client address per minute to each of `/account/*`, `/token/*`, `/container/assign`; 0 for any. */
  rateLimit: number;
  /** From assigning a container until its host waits for the client. */
  hostWaitMs: number;
  /** From the client's token until the task ends. */
  taskMs: number;
  /** A task whose client sends no token fails when its host has waited that long. */
  clientPatienceMs: number;
  /** Share of the tasks, 0 to 1, evenly spread, that end with FAILURE. */
  failTaskShare: number;
  adminUsername: string;
  adminPassword: string;
  regions: readonly string[];
  /** What may be assigned. */
  apps: readonly string[];
  /** `enforce`: all users but the administrator are refused a container with 402. */
  payment: 'enforce' | 'off';
  /** `tasks`: assigning and task states are answered with 512; `all`: every call. */
  maintenance: 'off' | 'tasks' | 'all';
}

/** What holds for every option that is not given. */
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
