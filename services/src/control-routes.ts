import { type Context, Hono } from 'hono';
import type { CallCounter } from './call-counter';
import { didYouMean } from './loadline';
import { type Gauge, metricsPage } from './metrics-page';
import type { Stats } from './service';

/**
 * The routes that the control port of every service has: `GET /stats`, `GET /arrivals?method=…`, `GET
 * /traceparents?method=…`, `GET /titles`, `GET /metrics`, `POST /reset`.
 * @param stats gives the current statistics of the service
 * @param titles gives the titles of the stored records that were not seeded: what a load test left behind
 * @param gauges gives metrics of the service besides its calls, for `GET /metrics`
 */
export function controlRoutes(
  counter: CallCounter,
  stats: () => Stats,
  titles: () => readonly string[],
  gauges: () => readonly Gauge[] = () => [],
): Hono {
  const ofMethod = (log: (method: string) => readonly unknown[]) => (c: Context) => {
    const method = c.req.query('method') ?? '';
    if (!counter.methods.includes(method)) {
      return c.json({ error: `no method "${method}": ${didYouMean(method, counter.methods)}` }, 400);
    }
    return c.json(log(method));
  };
  return new Hono()
    .get('/stats', (c) => c.json(stats()))
    .get(
      '/arrivals',
      ofMethod((method) => counter.arrivals(method)),
    )
    .get(
      '/traceparents',
      ofMethod((method) => counter.traceparents(method)),
    )
    .get('/titles', (c) => c.json(titles()))
    .get('/metrics', (c) => {
      const { calls, records } = stats();
      const stored = { name: 'records', help: 'Records that are stored.', value: records };
      return c.text(metricsPage(calls, [stored, ...gauges()]));
    })
    .post('/reset', (c) => {
      counter.reset();
      return c.json(stats());
    });
}
