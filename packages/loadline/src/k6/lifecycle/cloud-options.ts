import type { Options } from 'k6/options';
import { distributionOf, readLoadZones } from '../../core/spec/load-zones';
import type { Env } from '../user/env';

/**
 * Reads the variable `LOCATION`. If it names load zones of Grafana Cloud k6, they become k6's option
 * `cloud.distribution`, which has no effect elsewhere.
 */
export function cloudOptions(env: Env): Pick<Options, 'cloud'> {
  const location = env.text('LOCATION');
  if (location === undefined) return {};
  try {
    const zones = readLoadZones(location);
    return zones ? { cloud: { distribution: distributionOf(zones) } } : {};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    env.wrong('LOCATION', error.message);
    return {};
  }
}
