import { CallCounter } from '../call-counter';
import { controlRoutes } from '../control-routes';
import { startControlServer } from '../control-server';
import { didYouMean, readHost } from '../loadline';
import type { Gauge } from '../metrics-page';
import type { RunningService, Stats } from '../service';
import type { HttpFaultOptions } from './faults';
import { routeNames, type ServiceRoutes, serviceApp, type UnknownRoute } from './service-app';
import { type HttpAddress, startHttpServer } from './start-http-server';

/** The options that every HTTP service has. */
export interface HttpServiceOptions extends HttpFaultOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** On 127.0.0.1; 0 takes a free one. */
  controlPort: number;
}

/** Parts of an HTTP service. */
export interface HttpServiceParts {
  options: HttpServiceOptions;
  routes: ServiceRoutes;
  unknownRoute: UnknownRoute;
  /** Number of records stored now, and number of those that were there before the first call. */
  records: () => Pick<Stats, 'records' | 'seeded'>;
  /** Names of the stored records that were not seeded: what a load test left behind. */
  titles: () => readonly string[];
  /** Metrics besides the calls, for `GET /metrics` on the control port. */
  gauges?: () => readonly Gauge[];
  /** A second port, whose calls are counted and have the same faults. */
  second?: { address: HttpAddress; routes: ServiceRoutes; unknownRoute: UnknownRoute };
  /** Called after the ports are closed, e.g. to end timers. */
  stopped?: () => void;
}

/** A running HTTP service. */
export interface RunningHttpService extends RunningService {
  /** Port of {@link HttpServiceParts.second}; undefined without one. */
  readonly secondPort: number | undefined;
}

/**
 * Opens the ports of a service: its own, its second one and the control port.
 * @throws {PortTakenError} when something else listens on one of them; then none stays open
 * @throws {RangeError} when a fault names a route that does not exist
 */
export async function startHttpService(parts: HttpServiceParts): Promise<RunningHttpService> {
  const { options, routes, unknownRoute, second } = parts;
  const names = [...routeNames(routes), ...(second === undefined ? [] : routeNames(second.routes))];
  requireRoutes(options.faultRoutes, names);
  const counter = new CallCounter(names);
  const stats = (): Stats => ({ calls: counter.counts(), ...parts.records() });
  const app = (table: { routes: ServiceRoutes; unknownRoute: UnknownRoute }) =>
    serviceApp({ ...table, counter, faults: options });

  const opening = [
    startHttpServer({ host: options.host, port: options.port }, app({ routes, unknownRoute })),
    startControlServer(options.controlPort, controlRoutes(counter, stats, parts.titles, parts.gauges)),
    ...(second === undefined ? [] : [startHttpServer(second.address, app(second))]),
  ];
  const opened = await Promise.allSettled(opening);
  const ports = opened.flatMap((port) => (port.status === 'fulfilled' ? [port.value] : []));
  const stopAll = async () => {
    await Promise.all(ports.map((port) => port.stop()));
    parts.stopped?.();
  };
  const failed = opened.find((port) => port.status === 'rejected');
  if (failed !== undefined) {
    await stopAll();
    throw failed.reason;
  }

  const [main, control, beside] = ports;
  let stopping: Promise<void> | undefined;
  return {
    address: `${readHost(options.host)?.text}:${main?.port}`,
    port: main?.port ?? 0,
    controlPort: control?.port ?? 0,
    secondPort: beside?.port,
    stats,
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

function requireRoutes(faultRoutes: readonly string[], names: readonly string[]): void {
  for (const route of faultRoutes) {
    if (!names.includes(route)) throw new RangeError(`no route "${route}": ${didYouMean(route, names)}`);
  }
}
