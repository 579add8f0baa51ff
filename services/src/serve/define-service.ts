import type { ReferenceService, ServiceOption, StartedService } from '../loadline';
import { PortTakenError } from '../port-taken-error';
import type { RunningService } from '../service';
import { groupOf, type ServeOption } from './serve-options';

/** Description of a reference service for `loadline serve` and `loadline demo`. */
export interface ServiceParts<Options extends object, Service extends RunningService> {
  description: string;
  /** Values of the options that are not given. */
  defaults: Options;
  options: readonly ServeOption<NoInfer<Options>>[];
  examples: ReferenceService['examples'];
  /** Ports besides the control port, by the option that sets each. */
  ports: (options: Options) => Readonly<Record<string, number>>;
  /** @param overrides options that replace the defaults */
  start: (overrides: Partial<Options>) => Promise<Service>;
  /** First lines of the greeting: which service listens on which address. */
  headline: (service: Service) => readonly string[];
  /** Paths of the control port besides those that every service has. */
  controlPaths?: readonly string[];
  /** Environment variables for a load test. */
  variables: (service: Service, options: Options) => Readonly<Record<string, string>>;
  demo: DemoParts<Options>;
}

/** A demo: its load, and the service that takes it. */
interface DemoParts<Options> {
  users: number;
  duration: string;
  /** Options that replace the defaults. The demo takes free ports anyway. */
  options: () => Partial<Options>;
  /** Environment variables besides those of the service. */
  variables?: Readonly<Record<string, string>>;
  /** Removes what the options have created. */
  cleanUp?: (options: Options) => Promise<void>;
}

/** Converts the parts of a service to the form that `loadline` starts. */
export function defineService<Options extends object, Service extends RunningService>(
  parts: ServiceParts<Options, Service>,
): ReferenceService {
  const start = async (overrides: Partial<Options>): Promise<StartedService> => {
    const options = { ...parts.defaults, ...overrides };
    const service = await parts.start(overrides).catch((error: unknown) => {
      throw error instanceof PortTakenError ? portTaken(error, parts.ports(options)) : error;
    });
    return {
      address: service.address,
      greeting: [...parts.headline(service), controlLine(service, parts.controlPaths ?? [])],
      variables: parts.variables(service, options),
      stats: () => service.stats(),
      stop: () => service.stop(),
    };
  };
  return {
    description: parts.description,
    options: parts.options.map((option): ServiceOption => ({ ...option, group: groupOf(option) })),
    examples: parts.examples,
    start,
    demo: {
      users: String(parts.demo.users),
      duration: parts.demo.duration,
      start: () => startDemo(parts, start),
    },
  };
}

async function startDemo<Options extends object, Service extends RunningService>(
  { defaults, demo }: ServiceParts<Options, Service>,
  start: (overrides: Partial<Options>) => Promise<StartedService>,
): Promise<StartedService> {
  const overrides = demo.options();
  const service = await start(overrides);
  return {
    ...service,
    variables: { ...service.variables, ...demo.variables },
    stop: async () => {
      await service.stop();
      await demo.cleanUp?.({ ...defaults, ...overrides });
    },
  };
}

function controlLine({ controlPort }: RunningService, paths: readonly string[]): string {
  const others = ['/arrivals?method=…', '/traceparents?method=…', '/titles', '/metrics', ...paths].join(', ');
  return `control: http://127.0.0.1:${controlPort}/stats (also ${others}; POST /reset)`;
}

function portTaken({ host, port }: PortTakenError, ports: Readonly<Record<string, number>>): Error {
  const asked = Object.entries(ports).find(([, number]) => number === port);
  const option = asked?.[0] ?? '--control-port';
  return new Error(
    `port ${port} on ${host} is taken: stop what listens there, or write ${option} 0 for a free one`,
  );
}
