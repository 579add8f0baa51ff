import { PROXIES, PROXY_VARIABLES } from '../core/network/proxies';
import { isHandedOn } from '../core/spec/k6-variables';

/**
 * The environment of a run, without proxies: load goes straight to the tested system unless somebody asks for a proxy.
 * @param proxy URL of one that was asked for
 */
export function withProxy(environment: NodeJS.ProcessEnv, proxy?: string): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !PROXY_VARIABLES.includes(name));
  return { ...Object.fromEntries(others), ...(proxy && { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }) };
}

/**
 * What to say of proxies that the environment names and that get nothing, as in most companies they are set for everything.
 * @returns undefined when there is none, or one was asked for
 */
export function unusedProxies(environment: NodeJS.ProcessEnv, proxy?: string): string | undefined {
  const names = Object.keys(environment).filter((name) => PROXIES.includes(name) && environment[name]);
  if (proxy || names.length === 0) return undefined;
  return `${names.join(', ')}: not used, load goes straight to the system; write --proxy URL to send HTTP calls through a proxy`;
}

/**
 * All that k6 may see of the environment: the variables of the run, none of k6's own but those that say where secrets come
 * from, and never a report of its use to its maker.
 * @param settings of k6 that loadline chooses
 */
export function k6Environment(
  variables: NodeJS.ProcessEnv,
  settings: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const seen = Object.entries(variables).filter(([name]) => isHandedOn(name));
  return { ...Object.fromEntries(seen), ...settings, K6_NO_USAGE_REPORT: 'true' };
}
