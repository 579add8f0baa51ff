import { PROXIES, PROXY_VARIABLES } from '../core/network/proxies';
import { isHandedOn } from '../core/spec/k6-variables';

/**
 * The environment of a run without its proxy variables: load goes straight to the tested system unless `--proxy` is given.
 * @param proxy URL from `--proxy`
 */
export function withProxy(environment: NodeJS.ProcessEnv, proxy?: string): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !PROXY_VARIABLES.includes(name));
  return { ...Object.fromEntries(others), ...(proxy && { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }) };
}

/**
 * Notice about proxies that the environment names and that are not used. In most companies they are set for all programs.
 * @returns undefined when there is none, or `--proxy` is given
 */
export function unusedProxies(environment: NodeJS.ProcessEnv, proxy?: string): string | undefined {
  const names = Object.keys(environment).filter((name) => PROXIES.includes(name) && environment[name]);
  if (proxy || names.length === 0) return undefined;
  return `${names.join(', ')}: not used, load goes straight to the system; write --proxy URL to send HTTP calls through a proxy`;
}

/**
 * The environment that k6 gets: the variables of the run, and of k6's own variables only those that name a source of secrets.
 * k6's usage report is always off.
 * @param settings settings of k6 that loadline chooses
 */
export function k6Environment(
  variables: NodeJS.ProcessEnv,
  settings: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const seen = Object.entries(variables).filter(([name]) => isHandedOn(name));
  return { ...Object.fromEntries(seen), ...settings, K6_NO_USAGE_REPORT: 'true' };
}
