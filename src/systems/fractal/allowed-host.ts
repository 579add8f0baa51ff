import { readIpv4 } from 'loadline';

/**
 * Whether a host that a reply names may be contacted: this machine always, others only when they are listed.
 * @param host an IP address or a name, without a port
 * @param allowed names, addresses, and IPv4 ranges such as `10.0.0.0/8`, separated by commas
 */
export function isAllowedHost(host: string, allowed: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name === '::1' || isInRange(name, '127.0.0.0/8')) return true;
  return allowed
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => (entry.includes('/') ? isInRange(name, entry) : entry !== '' && entry === name));
}

function isInRange(host: string, range: string): boolean {
  const [base = '', bits] = range.split('/');
  const [address, start] = [readIpv4(host), readIpv4(base)];
  if (address === undefined || start === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(start / size);
}
