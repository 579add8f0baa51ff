import { randomBytes, randomUUID } from 'node:crypto';
import { evenShare } from '../even-share';
import type { FractalServiceOptions } from './fractal-service-options';

/** The range lies above the ports of services and below the ephemeral ports of clients. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;

interface Container {
  readonly id: string;
  readonly username: string;
  readonly region: string;
  readonly dpi: number;
  readonly port: number;
  readonly secret: string;
  readonly waitsAtMs: number;
  readonly fails: boolean;
  endsAtMs: number | undefined;
}

/** Address data with which a client reaches its container. */
export interface HostService {
  ip: string | null;
  port: number | null;
  client_app_auth_secret: string | null;
}

/** State and output of a task. */
export interface TaskState {
  state: 'PENDING' | 'STARTED' | 'SUCCESS' | 'FAILURE';
  output: unknown;
}

type ContainerOptions = Pick<
  FractalServiceOptions,
  'hostIp' | 'hostWaitMs' | 'taskMs' | 'clientPatienceMs' | 'failTaskShare'
>;

/** The containers and the tasks that start them. Every state is computed from the current time: no timers run. */
export class Containers {
  readonly #byTask = new Map<string, Container>();
  readonly #byUser = new Map<string, Container>();
  readonly #failsNow: () => boolean;
  #count = 0;

  constructor(private readonly options: ContainerOptions) {
    this.#failsNow = evenShare(options.failTaskShare);
  }

  /** Assigns a container. @returns the id of the task that starts it */
  assign(username: string, region: string, dpi: number): string {
    const id = randomUUID();
    const container: Container = {
      id: `container-${this.#count}`,
      username,
      region,
      dpi,
      port: FIRST_PORT + (this.#count % PORTS),
      secret: randomBytes(32).toString('hex'),
      waitsAtMs: performance.now() + this.options.hostWaitMs,
      fails: this.#failsNow(),
      endsAtMs: undefined,
    };
    this.#count += 1;
    this.#byTask.set(id, container);
    this.#byUser.set(username, container);
    return id;
  }

  /** The host of the user's latest container. All fields are null unless the container waits for its client. */
  hostService(username: string): HostService {
    const container = this.#byUser.get(username);
    if (container === undefined || stateOf(container, this.options) !== 'WAITING_FOR_CLIENT_APP') {
      return { ip: null, port: null, client_app_auth_secret: null };
    }
    return { ip: this.options.hostIp, port: container.port, client_app_auth_secret: container.secret };
  }

  /** Gives the host the client's token. @returns what is wrong; undefined when the host has accepted the token */
  connect(username: string, port: number, secret: string): string | undefined {
    const container = this.#byUser.get(username);
    const waits = container !== undefined && stateOf(container, this.options) === 'WAITING_FOR_CLIENT_APP';
    if (!waits || container.port !== port) return `no container waits for ${username} on port ${port}`;
    if (container.secret !== secret) return 'the client app auth secret is wrong';
    container.endsAtMs ??= performance.now() + this.options.taskMs;
    return undefined;
  }

  /** The state of a task. @param withTrace adds the stack trace of a failure */
  task(id: string, withTrace: boolean): TaskState {
    const container = this.#byTask.get(id);
    if (container === undefined) return { state: 'PENDING', output: null };
    switch (stateOf(container, this.options)) {
      case 'PENDING':
        return { state: 'PENDING', output: null };
      case 'WAITING_FOR_CLIENT_APP':
        return { state: 'STARTED', output: { msg: `Container ${container.id} waits for its client.` } };
      case 'READY':
        return { state: 'SUCCESS', output: this.#record(container) };
      case 'FAILURE': {
        const trace = withTrace ? '\nTraceback (most recent call last): assign_container' : '';
        return { state: 'FAILURE', output: `Container ${container.id} has not become ready.${trace}` };
      }
    }
  }

  #record(container: Container): Record<string, unknown> {
    return {
      container_id: container.id,
      ip: this.options.hostIp,
      location: container.region,
      state: 'READY',
      user_id: container.username,
      task_definition: 'reference-browser',
      task_version: null,
      port_32262: container.port,
      port_32263: container.port + PORTS,
      port_32273: container.port + 2 * PORTS,
      last_pinged: Math.floor(Date.now() / 1000),
      cluster: `${container.region}-cluster`,
      dpi: container.dpi,
      secret_key: container.secret,
    };
  }
}

function stateOf(
  { waitsAtMs, endsAtMs, fails }: Container,
  { clientPatienceMs }: ContainerOptions,
): 'PENDING' | 'WAITING_FOR_CLIENT_APP' | 'READY' | 'FAILURE' {
  const now = performance.now();
  if (now < waitsAtMs) return 'PENDING';
  if (endsAtMs === undefined) {
    return now < waitsAtMs + clientPatienceMs ? 'WAITING_FOR_CLIENT_APP' : 'FAILURE';
  }
  if (now < endsAtMs) return 'WAITING_FOR_CLIENT_APP';
  return fails ? 'FAILURE' : 'READY';
}
