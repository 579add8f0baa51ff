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
// Ten users, each once, in about half a second.
const LOAD = { USERS: '10', EVERY: 'once', POLL_EVERY: '50ms' };

/** A reference service that is in a hurry, for the length of a test. */
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

/** Where the service is, who may do everything there, and the authority of its host. */
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

/** The suite against a service, to its end. */
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

/** What the load, set-up and clean-up called by the report, and by the server. */
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
