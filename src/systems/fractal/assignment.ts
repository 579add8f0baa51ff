import { sleep } from 'k6';
import { defineJourney, type Iteration, masked, milliseconds, now, setting } from 'loadline';
import { isAllowedHost } from './allowed-host';
import { assignContainer, getHost, getTask, type Task } from './api';
import { setConfigToken, type WaitingHost } from './host';
import { timeToAssign, timeToHost, timeToReady } from './metrics';
import { usernameOf, userOf } from './users';

/**
 * Gets a browser for a user: asks for a container, waits for its host, gives the host the user's token, waits until the
 * container is ready.
 */
export const assignmentJourney = defineJourney(
  {
    every: '10s',
    // READY_WITHIN is at most a minute.
    maxDuration: '75s',
    extraTime: 'HOST_WITHIN',
    tags: ['assignment'],
    calls: [
      'POST /container/assign',
      'GET /host_service',
      'PUT /set_config_encryption_token',
      'GET /status/{id}',
    ],
    causes: ['host_timeout', 'host_not_allowed', 'host_refused', 'job_failed', 'job_timeout'],
    metrics: ['time_to_assign', 'time_to_host', 'time_to_ready'],
  },
  (iteration) => {
    const startMs = now();
    const username = usernameOf(userOf(iteration.number, Number(setting('USERS')), part()));
    const id = assignContainer(iteration, username);
    timeToAssign.add(now() - startMs);
    const host = waitForHost(iteration, username);
    if (host === undefined) return;
    timeToHost.add(now() - startMs);
    if (!isAllowedHost(host.ip, setting('ALLOW_HOSTS'))) {
      iteration.fail(
        'host_not_allowed',
        `${host.ip.slice(0, 80)} is neither this machine nor in ALLOW_HOSTS: nothing was sent`,
      );
      return;
    }
    setConfigToken(iteration, username, host);
    const task = waitForEnd(iteration, id);
    if (task?.state === 'SUCCESS') timeToReady.add(now() - startMs);
    else if (task)
      iteration.fail('job_failed', `task ${id}: ${task.state}, ${masked(task.output)}`.slice(0, 200));
  },
);

function part() {
  return { instance: Number(setting('INSTANCE')), instances: Number(setting('INSTANCES')) };
}

function waitForHost(iteration: Iteration, username: string): WaitingHost | undefined {
  const within = setting('HOST_WITHIN');
  const host = poll(within, () => {
    const { ip, port, client_app_auth_secret: secret } = getHost(iteration, username) ?? {};
    return ip && port && secret ? { ip: String(ip), port, secret } : undefined;
  });
  if (host === undefined) iteration.fail('host_timeout', `no host waits for ${username} after ${within}`);
  return host;
}

function waitForEnd(iteration: Iteration, id: string): Task | undefined {
  const within = setting('READY_WITHIN');
  const task = poll(within, () => {
    const reply = getTask(iteration, id);
    return reply?.state === 'PENDING' || reply?.state === 'STARTED' ? undefined : reply;
  });
  if (task === undefined) iteration.fail('job_timeout', `task ${id} has not ended after ${within}`);
  return task;
}

/** Calls `look` once per POLL_EVERY until it returns something. @returns undefined when it did not in time */
function poll<T>(within: string, look: () => T | undefined): T | undefined {
  const pauseMs = milliseconds(setting('POLL_EVERY'));
  const endMs = now() + milliseconds(within);
  for (;;) {
    const found = look();
    if (found !== undefined || now() + pauseMs > endMs) return found;
    sleep(pauseMs / 1_000);
  }
}
