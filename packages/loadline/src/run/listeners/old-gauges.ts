import type { Metric, Point } from './metrics';
import type { Dimensions, Figures } from './snapshot';

/**
 * The gauges that the older framework sent to SignalFx, with their names and dimensions, for dashboards that use them. Only
 * calls that were made since the last figures have a data point, as there.
 */
export function oldGauges({ seconds, active, calls }: Figures, dimensions: Dimensions): Metric[] {
  const { test, description = '', environment, location = '', system } = dimensions;
  // `name/version` of each system.
  const systems = (system ?? '').split(':').flatMap((text) => {
    const at = text.lastIndexOf('/');
    return at > 0 ? [[text.slice(0, at), text.slice(at + 1)] as const] : [];
  });
  const common = { name: test, description, env: environment, location, ...Object.fromEntries(systems) };
  // A call of set-up may have the same name, and would be the same series.
  const ofLoad = calls.filter(({ stats }) => stats.phase === 'load');
  const gauge = (
    name: string,
    unit: string,
    valueIn: (call: Figures['calls'][number]) => number,
  ): Metric => ({
    name: `locust.${name}`,
    unit,
    description: 'A gauge of the older framework.',
    kind: 'gauge',
    points: ofLoad.map(
      (call): Point => ({ attributes: { ...common, request_name: call.stats.call }, value: valueIn(call) }),
    ),
  });
  return [
    gauge('rps', '{call}/s', ({ newCount }) => newCount / seconds),
    gauge('fail_per_sec', '{call}/s', ({ newFailed }) => newFailed / seconds),
    gauge('clients', '{iteration}', () => active),
    gauge('avg_response_time', 'ms', ({ stats }) => stats.duration?.avg ?? 0),
    gauge('failed', '{call}', ({ stats }) => stats.failed),
    gauge('total', '{call}', ({ stats }) => stats.count),
  ].filter(({ points }) => points.length > 0);
}
