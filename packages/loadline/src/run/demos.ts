import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChaterService } from '../../../../services/src/chater/start-chater-service';
import { startFractalService } from '../../../../services/src/fractal/start-fractal-service';
import { startRequestsService } from '../../../../services/src/requests/start-requests-service';
import type { RunningService } from '../../../../services/src/service';
import { DEMO_ACCOUNTS } from '../../../../services/src/vacancies/demo-accounts';
import { startVacancyService } from '../../../../services/src/vacancies/start-vacancy-service';
import { DEMO_RECORDS } from '../../../../services/src/vacancies/vacancy-service-options';

/** A reference service that a suite can be tried on. */
export interface Demo {
  readonly users: string;
  readonly duration: string;
  /** Starts it on free ports. */
  start(): Promise<StartedDemo>;
}

interface StartedDemo {
  readonly service: Pick<RunningService, 'address' | 'stop'>;
  /** What leads the suite there. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Of the request service: enough for eight requests a second, twice what its 20 users send. */
const DEMO_WORKERS = 16;

/** By suite. */
export const DEMOS: Readonly<Record<string, Demo>> = {
  vacancies: { users: '100', duration: '30s', start: startVacancies },
  requests: { users: '20', duration: '30s', start: startRequests },
  chater: { users: '10', duration: '30s', start: startChater },
  fractal: { users: '10', duration: '30s', start: startFractal },
};

async function startVacancies(): Promise<StartedDemo> {
  const service = await startVacancyService({ port: 0, seedRecords: DEMO_RECORDS });
  const accounts = DEMO_ACCOUNTS.flatMap(({ email, password }, index) => [
    [`USER_${index + 1}_EMAIL`, email],
    [`USER_${index + 1}_PASSWORD`, password],
  ]);
  const address = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(service.port) };
  return { service, variables: { ...Object.fromEntries(accounts), ...address } };
}

async function startRequests(): Promise<StartedDemo> {
  // The real system has one worker, which does a request in two seconds: less than the demo's users ask for.
  const service = await startRequestsService({ port: 0, workers: DEMO_WORKERS });
  return { service, variables: { TARGET_HOST: `http://${service.address}` } };
}

async function startChater(): Promise<StartedDemo> {
  const service = await startChaterService({ port: 0 });
  const { testUserToken, testUserEmail } = service;
  const target = { TARGET_HOST: `http://${service.address}` };
  return {
    service,
    variables: { ...target, TEST_USER_TOKEN: testUserToken, TEST_USER_EMAIL: testUserEmail },
  };
}

async function startFractal(): Promise<StartedDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-demo-'));
  const caFile = join(folder, 'ca.pem');
  const admin = { adminUsername: 'admin', adminPassword: 'admin-password' };
  const service = await startFractalService({ port: 0, hostPort: 0, caFile, rateLimit: 0, ...admin });
  const stop = async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    service: { address: service.address, stop },
    variables: {
      TARGET_HOST: `http://${service.address}`,
      ADMIN_USERNAME: admin.adminUsername,
      ADMIN_PASSWORD: admin.adminPassword,
      REGION_NAME: 'us-east-1',
      HOST_SERVICE_PORT: String(service.hostPort),
      SSL_CERT_FILE: caFile,
      EVERY: 'once',
    },
  };
}
