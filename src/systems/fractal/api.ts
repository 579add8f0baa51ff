import { type Caller, setting } from 'loadline';
import { HttpServer } from 'loadline/http';

export const server = new HttpServer(() => setting('TARGET_HOST'));

/** Headers with the administrator's token. It is valid for every user and needs no subscription. */
export function asAdmin(): { authorization: string } {
  return { authorization: `Bearer ${setting('ADMIN_TOKEN')}` };
}

/** Host on which a user's container waits. Until it waits, the fields are null or missing. */
export interface Host {
  readonly ip?: string | null;
  readonly port?: number | null;
  readonly client_app_auth_secret?: string | null;
}

/** State of a task. */
export interface Task {
  /** The task is not done while this is PENDING or STARTED. */
  readonly state: string;
  readonly output: unknown;
}

interface AssignBody {
  readonly username: string;
  readonly app: string;
  readonly region: string;
}

const assign = server.call<AssignBody, { ID: string }>({
  method: 'POST',
  route: '/container/assign',
  body: 'json',
  reply: 'json',
  expect: { status: 202 },
  endsJourney: true,
});

/** Asks for a container. @returns the id of the task that starts it */
export function assignContainer(caller: Caller, username: string): string {
  const reply = assign(caller, {
    headers: asAdmin(),
    body: { username, app: setting('APP_NAME'), region: setting('REGION_NAME') },
    check: ({ ID }) => (ID && typeof ID === 'string' ? undefined : 'the reply has no ID'),
  });
  return reply?.ID ?? '';
}

const findHost = server.call<undefined, Host>({
  method: 'GET',
  route: '/host_service',
  reply: 'json',
  // 503: the container does not wait yet.
  expect: { status: [200, 503] },
  endsJourney: true,
});

/** Asks for the host on which a user's container waits. */
export function getHost(caller: Caller, username: string): Host | undefined {
  return findHost(caller, { headers: asAdmin(), query: { username } });
}

const findTask = server.call<undefined, Task>({
  method: 'GET',
  route: '/status/{id}',
  reply: 'json',
  endsJourney: true,
});

/** Asks for the state of a task. */
export function getTask(caller: Caller, id: string): Task | undefined {
  return findTask(caller, { headers: asAdmin(), params: { id } });
}
