import type { Problem } from '../text/problem';
import { type HostAndPort, readBaseUrl, readHostAndPort, readIpv4, rootedProblem } from './address';

const LOOPBACK_NET = 127;
const IPV6_LOOPBACK = '0:0:0:0:0:0:0:1';
const SUCH_AS = 'write hosts, or host:port, such as stage.example.com:443 or [2001:db8::7]:443';

/**
 * Whether an address may be put under load. This machine always may; other hosts must be listed. Names are compared whole,
 * without regard to case or a dot at the end. IPv6 addresses are equal in all their spellings. A text that is not an address
 * is not allowed, and an entry that is not an address allows nothing.
 * @param address `host`, `host:port`, or a base URL, as it is dialled
 * @param allow hosts (any port) or `host:port`
 */
export function isAllowedTarget(address: string, allow: readonly string[]): boolean {
  const target = readBaseUrl(address) ?? readHostAndPort(address);
  if (!target) return false;
  if (isThisMachine(target)) return true;
  return allow.some((entry) => {
    const allowed = readHostAndPort(entry);
    if (allowed?.key !== target.key) return false;
    return allowed.port === undefined || allowed.port === target.port;
  });
}

/** Finds entries that are not hosts in a list of hosts that may be contacted. @param where names the list */
export function allowProblems(where: string, allow: readonly string[]): Problem[] {
  return allow
    .filter((entry) => !readHostAndPort(entry))
    .map(
      (entry): Problem => ({
        code: 'target-not-allowed',
        where,
        message: rootedProblem(entry) ?? `holds "${entry.replace(/^.*@/, '…@')}": ${SUCH_AS}`,
      }),
    );
}

/** Whether a host is a loopback address or `localhost`. */
function isThisMachine({ key }: HostAndPort): boolean {
  const number = readIpv4(key);
  return (
    key === 'localhost' || key === IPV6_LOOPBACK || (number !== undefined && number >>> 24 === LOOPBACK_NET)
  );
}
