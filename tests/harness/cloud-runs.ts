import type { Ending } from './child';
import type { CloudServer } from './cloud-server';
import { loadline } from './loadline';
import { tempFolder } from './temp-folder';

/** Address of a system that the cloud could reach. Nothing calls it, because k6 only uploads the script. */
export const FAR = {
  SERVICE_HOST: 'vacancies.example.com',
  SERVICE_PORT: '443',
  ALLOW_TARGET: 'vacancies.example.com',
  LOCATION: 'amazon:us:ashburn=60,amazon:ie:dublin=40',
};

const SHORT = { USERS: '4', DURATION: '2s', EVERY: '1s' };

/** Request for the status of the run. */
export const ASKED = 'GET /cloud/v6/test_runs/123';

/** Distinct request lines, except for those that fetch logs, in order of their first occurrence. */
export function linesOf({ requests }: CloudServer): string[] {
  return [...new Set(requests.map(({ line }) => line))].filter((line) => line !== 'GET /tail');
}

/** Runs the smoke test in the cloud, against an address that the cloud could reach. */
export function inCloud(
  cwd: string,
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Ending> {
  return loadline(cwd, ['cloud', 'vacancies-smoke', ...args], { ...FAR, ...variables });
}

/** Makes a local execution against a service whose accounts are in the cloud's secret store. */
export async function hereWith(cloud: CloudServer, service: { port: number }, ...args: string[]) {
  const cwd = await tempFolder();
  const address = { SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(service.port) };
  const variables = { ...cloud.variables, ...address, ...SHORT, USER_ACCOUNTS: '2' };
  const all = ['cloud', 'vacancies-smoke', '--local-execution', '--run-id', 'here', ...args];
  return { cwd, ...(await loadline(cwd, all, variables)) };
}
