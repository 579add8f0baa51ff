import type { Problem } from '../text/problem';
import { type HostAndPort, readBaseUrl, readHostAndPort, readIpv4, rootedProblem } from './address';

const LOOPBACK_NET = 127;
const IPV6_LOOPBACK = '0:0:0:0:0:0:0:1';
const SUCH_AS = 'write hosts, or host:port, such as stage.example.com:443 or [2001:db8::7]:443';

/**
 * Whether an address may be put under load: this machine always, others only when they are listed. Names are compared
 * whole, without regard to case or a dot at the end, IPv6 addresses in all their spellings; what cannot be read as an
 * address is not allowed, and allows nothing.
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

/** What is no host in a list of those that may be contacted. @param where names the list */
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

/** By its address or as `localhost`. */
function isThisMachine({ key }: HostAndPort): boolean {
  const number = readIpv4(key);
  return (
    key === 'localhost' || key === IPV6_LOOPBACK || (number !== undefined && number >>> 24 === LOOPBACK_NET)
  );
}
