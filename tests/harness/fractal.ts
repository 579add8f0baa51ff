import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Aggregate } from '../../packages/loadline/src/core/figures/aggregate';
import type { FractalServiceOptions } from '../../services/src/fractal/fractal-service-options';
import {
  type RunningFractalService,
  startFractalService,
} from '../../services/src/fractal/start-fractal-service';
import { type K6Ending, type K6Run, startK6 } from './k6-run';
import { project } from './project';
import { tempFolder } from './temp-folder';

export const ASSIGN = 'POST /container/assign';
export const PUT = 'PUT /set_config_encryption_token';
export const REGISTER = 'POST /account/register';
export const REMOVE = 'POST /account/delete';

const ADMIN = { ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'admin-password' };
// Ten users with one iteration each, which takes about half a second.
const LOAD = { USERS: '10', EVERY: 'once', POLL_EVERY: '50ms' };

/** Starts a fast reference service for one test. */
export async function fractalService(
  options: Partial<FractalServiceOptions> = {},
): Promise<RunningFractalService> {
  const service = await startFractalService({
    port: 0,
    hostPort: 0,
    rateLimit: 0,
    hostWaitMs: 100,
    taskMs: 100,
    ...options,
  });
  onTestFinished(() => service.stop());
  return service;
}

/**
 * Returns the variables for a run: the service's address, an account with all rights, and the service's certificate
 * authority.
 */
export async function fractalVariables(service: RunningFractalService): Promise<Record<string, string>> {
  const file = join(await tempFolder(), 'ca.pem');
  await writeFile(file, service.caCertificate);
  return {
    TARGET_HOST: `http://${service.address}`,
    HOST_SERVICE_PORT: String(service.hostPort),
    SSL_CERT_FILE: file,
    ...ADMIN,
    ...LOAD,
  };
}

/** Runs the suite against a service to its end. */
export async function runFractal(
  service: RunningFractalService,
  variables: Record<string, string> = {},
  args: K6Run['args'] = [],
): Promise<K6Ending> {
  const bundle = project('dist', 'fractal.js');
  const k6 = await startK6({
    bundle,
    args,
    variables: { ...(await fractalVariables(service)), ...variables },
  });
  return k6.ending;
}

/** Returns the number of calls of load, set-up and clean-up, from the report and from the server. */
export function counts(service: RunningFractalService, { calls }: Aggregate) {
  const sum = (values: Record<string, number>) =>
    Object.values(values).reduce((all, count) => all + count, 0);
  const report: Record<string, number> = {};
  for (const { call, count } of calls) if (count > 0) report[call] = (report[call] ?? 0) + count;
  const server = Object.entries(service.stats().calls).map(
    ([call, statuses]) => [call, sum(statuses)] as const,
  );
  return { report, server: Object.fromEntries(server.filter(([, count]) => count > 0)) };
}

/** Names of the users that the service still has. */
export async function usersLeft({ controlPort }: RunningFractalService): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${controlPort}/titles`);
  return (await response.json()) as string[];
}
