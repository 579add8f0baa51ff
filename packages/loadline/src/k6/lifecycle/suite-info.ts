import type { ProfileFile } from '../../core/spec/profile';
import type { SuiteInfo } from '../../core/spec/run-spec';
import type { SuiteNames } from '../../core/thresholds/threshold-names';
import type { CallName } from '../measure/calls';
import { ownMetrics } from '../measure/own-metrics';
import type { Env } from '../user/env';
import type { Suite } from '../user/suite-definition';
import { metricsOf } from './metric-names';

type Profiles = Readonly<Record<string, ProfileFile>>;

/**
 * Describes a suite for programs that load its bundle.
 * @param env after all variables were read
 * @param target the address under test
 */
export function suiteInfo(
  suite: Suite,
  calls: readonly CallName[],
  profiles: Profiles,
  env: Pick<Env, 'names' | 'addresses'>,
  target: string,
): SuiteInfo {
  return {
    suite: suite.name,
    names: suiteNames(suite, calls, profiles),
    tags: Object.values(suite.journeys).flatMap(({ tags }) => tags),
    variables: env.names,
    addresses: addressesOf(env, target),
  };
}

/**
 * Tells which of the addresses are that of the system under test: all that are equal to the target, such as one that another
 * variable may replace. A target may also be made of an address, and then the first one counts.
 */
function addressesOf({ addresses }: Pick<Env, 'addresses'>, target: string): SuiteInfo['addresses'] {
  const isEqual = addresses.map(({ address }) => address === target);
  return addresses.map(({ variables }, index) => ({
    ...variables,
    isTarget: isEqual.includes(true) ? isEqual[index] === true : index === 0,
  }));
}

/** Lists the names that a thresholds file may use. */
export function suiteNames(
  { journeys }: Suite,
  callNames: readonly CallName[],
  profiles: Profiles,
): SuiteNames {
  return {
    calls: callNames.map(({ call }) => call),
    journeyCalls: [...new Set(Object.values(journeys).flatMap(({ calls = [] }) => calls))],
    streams: callNames.filter(({ isStream }) => isStream).map(({ call }) => call),
    journeys: Object.keys(journeys),
    metrics: metricsOf('times', ownMetrics),
    counts: metricsOf('count', ownMetrics),
    profiles: Object.keys(profiles),
  };
}
