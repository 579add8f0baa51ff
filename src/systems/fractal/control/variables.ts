import { type Env, type Problem, readIpv4 } from 'loadline';

/** Reads the address of the service: `TARGET_HOST`. @returns the address as a text for people */
export function readTarget(env: Env): string {
  return env.baseUrl('TARGET_HOST', 'http://127.0.0.1:7730') ?? '';
}

/** The administrator's credentials from the variables: a token, or a user name and a password. */
export interface Admin {
  readonly token: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** The administrator as read when the run was planned. */
export let admin: Admin = { token: undefined, username: undefined, password: undefined };
/** Whether to create only the users: there is no load, and the users stay. */
export let isSetUpOnly = false;

const MINUTE_MS = 60_000;

/** Reads what to assign, how long it may take, which hosts may be contacted, and the administrator. */
export function readAssignments(env: Env): void {
  admin = {
    token: env.secret('ADMIN_TOKEN'),
    username: env.text('ADMIN_USERNAME'),
    password: env.secret('ADMIN_PASSWORD'),
  };
  isSetUpOnly = env.choice('ONLY', ['all', 'setup'], 'all') === 'setup';
  env.text('REGION_NAME', 'us-east-1');
  env.text('APP_NAME', 'Google Chrome');
  env.integer('HOST_SERVICE_PORT', 4678, 1, 65_535);
  env.durationMs('HOST_WITHIN', 300_000);
  const readyMs = env.durationMs('READY_WITHIN', MINUTE_MS) ?? 0;
  if (readyMs > MINUTE_MS) env.wrong('READY_WITHIN', 'is too long: write at most 1m');
  env.durationMs('POLL_EVERY', 1_000);
  const hosts = env.text('ALLOW_HOSTS', '') ?? '';
  const wrong = hosts.split(',').find((entry) => hosts !== '' && !isHostOrRange(entry.trim()));
  if (wrong !== undefined) env.problems.push(noHost(wrong.trim()));
}

/** Problems that prevent a run but not its plan. */
export function missingAdmin(): Problem[] {
  const { token, username, password } = admin;
  if (token !== undefined || (username !== undefined && password !== undefined)) return [];
  const message =
    'is not set: write the administrator’s token, or ADMIN_USERNAME and ADMIN_PASSWORD to log in for one';
  return [{ code: 'variable-missing', where: 'ADMIN_TOKEN', message }];
}

function isHostOrRange(entry: string): boolean {
  const [host = '', bits] = entry.split('/');
  if (bits === undefined) return /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f]*:[0-9a-f:.]+)$/i.test(host);
  return readIpv4(host) !== undefined && /^\d{1,2}$/.test(bits) && Number(bits) <= 32;
}

function noHost(entry: string): Problem {
  const message = `holds "${entry}": write names, addresses, or ranges of IPv4 such as 10.0.0.0/8`;
  return { code: 'variable-value', where: 'ALLOW_HOSTS', message };
}
