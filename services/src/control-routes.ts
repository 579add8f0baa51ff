import type { CallCounter } from './call-counter';
import { ControlRequestError, type ControlRoutes } from './control-server';
import { didYouMean } from './loadline';
import type { Stats } from './service';

/**
 * The routes that every service's control port has: `GET /stats`, `GET /arrivals?method=…`, `GET /titles`,
 * `POST /reset`.
 * @param stats what the service knows now
 * @param titles titles of the stored records that were not seeded: what a load test left behind
 */
export function controlRoutes(
  counter: CallCounter,
  stats: () => Stats,
  titles: () => readonly string[],
): ControlRoutes {
  return {
    'GET /stats': stats,
    'GET /arrivals': (query) => {
      const method = query.get('method') ?? '';
      if (!counter.methods.includes(method)) {
        throw new ControlRequestError(`no method "${method}": ${didYouMean(method, counter.methods)}`);
      }
      return counter.arrivals(method);
    },
    'GET /titles': titles,
    'POST /reset': () => {
      counter.reset();
      return stats();
    },
  };
}
