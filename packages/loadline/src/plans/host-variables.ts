import { readBaseUrl, readHostAndPort } from '../core/network/address';
import type { Problem } from '../core/text/problem';
import type { SuiteFacts } from './references';
import { targetsOf } from './target-variables';

/** What `--host` sets. */
interface HostVariables {
  readonly variables: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * The variables from which a suite reads the address of the tested system, with the value of `--host`. Another check, which
 * all addresses go through, decides whether the system may be put under load.
 * @param address value of `--host`: `host:port`, or a URL
 */
export function hostVariables(
  address: string | undefined,
  facts: Pick<SuiteFacts, 'addresses' | 'problems'> | undefined,
): HostVariables {
  const wrong = (message: string): HostVariables => ({
    variables: {},
    problems: [{ code: 'option-value', where: '--host', message: `is "${address}": ${message}` }],
  });
  if (address === undefined) return { variables: {}, problems: [] };
  // Other variables would be set, which the suite does not read, and the load would go elsewhere.
  if (facts && !facts.problems && !facts.addresses.some(({ isTarget }) => isTarget))
    return wrong(
      'the suite does not read its target as an address, so this would have no effect: read it by env.baseUrl() or env.address() there',
    );
  const [target] = targetsOf(facts);
  if ('url' in target) {
    const url = address.includes('://') ? address : `http://${address}`;
    return readBaseUrl(url)
      ? { variables: { [target.url]: url }, problems: [] }
      : wrong('write a URL, such as http://127.0.0.1:8000');
  }
  const at = address.includes('://') ? undefined : readHostAndPort(address);
  return at?.port === undefined
    ? wrong('write host and port, such as 127.0.0.1:7823')
    : { variables: { [target.host]: at.text, [target.port]: at.port }, problems: [] };
}
