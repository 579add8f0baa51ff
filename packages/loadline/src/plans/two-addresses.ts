import { readBaseUrl, readHost, readHostAndPort } from '../core/network/address';
import { isOn } from '../core/text/flag';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import { type Assignment, assignmentTo } from './set-path';
import { targetsOf, targetVariables } from './target-variables';
import type { ChosenTest } from './test-variables';

/**
 * Refuses an environment whose `data` sends the load of a suite to another place than its `address` and `tls` beside it: who
 * changes one of the two would not notice that the load still goes to the other.
 */
export function twoAddresses({
  names,
  test: { suite },
  environment,
  suite: facts,
  assignments,
}: ChosenTest): Problem[] {
  const system = own(environment?.suites ?? {}, suite);
  const at = system && readHostAndPort(system.address);
  if (!system?.data || !at) return [];
  const { address, tls, data } = system;
  const others = targetsOf(facts).flatMap((target, index) => {
    const url = 'url' in target ? target.url : undefined;
    // An environment without `tls` leaves the scheme to the URL in its data.
    const asked = tls ?? (url !== undefined && /^https:/i.test(String(own(data, url))));
    return targetVariables(target, at, url === undefined ? tls : asked)
      .filter(({ variable }) => index === 0 || variable !== 'TLS')
      .filter(({ variable, text, keys }) => {
        const there = own(data, variable);
        if (there === undefined) return false;
        const isSet = text !== undefined && index === 0 && setsOnly(keys, suite, variable, assignments);
        return !isSet && !isSame(variable, url, text, String(there));
      })
      .map(({ variable }) => variable);
  });
  if (others.length === 0) return [];
  const told = others
    .map((name) => `${name}: ${own(data, name) === '' ? '""' : own(data, name)}`)
    .join(' and ');
  const them = others.length === 1 ? 'it' : 'them';
  const where = `plans/environments/${names.environment}.yml: suites.${suite}`;
  const message = `has the address ${address}${tls === undefined ? '' : ` with tls: ${tls}`}, but its data has ${told}, where the load would go: leave ${them} out of data, and write where the load goes as address (host:port) and tls`;
  return [{ code: 'plan-file-value', where, message }];
}

/** Whether `--set` sets what a variable is made of and leaves its value in `data`, which then has no effect. */
function setsOnly(
  keys: readonly string[],
  suite: string,
  variable: string,
  assignments: readonly Assignment[],
): boolean {
  const isSet = (...path: string[]) =>
    assignmentTo({ root: 'environment', path: ['suites', suite, ...path] }, assignments) !== undefined;
  return keys.some((key) => isSet(key)) && !isSet('data', variable);
}

/**
 * Whether two values of a variable send the load to the same place. Another path of a URL is no other place. What cannot be read
 * as a URL is reported where the suite reads it.
 */
function isSame(variable: string, url: string | undefined, here: string | undefined, there: string): boolean {
  // An empty variable is none: the suite would take its default.
  if (here === undefined || there === '') return false;
  if (variable === 'TLS') return isOn(here) === isOn(there);
  if (variable !== url) return (readHost(here)?.key ?? here) === (readHost(there)?.key ?? there);
  const [one, other] = [readBaseUrl(here), readBaseUrl(there)];
  const scheme = /^https?:/i.exec(there)?.[0].toLowerCase();
  return !one || !other || (one.key === other.key && one.port === other.port && here.startsWith(`${scheme}`));
}
