const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether an address may be put under load: this machine always, others when they are listed.
 * @param address `host` or `host:port`
 * @param allow hosts (any port) or `host:port`; compared whole, ignoring case
 */
export function isAllowed(address: string, allow: readonly string[]): boolean {
  const lower = address.toLowerCase();
  const host = lower.replace(/:\d+$/, '');
  if (LOOPBACK.test(host)) return true;
  return allow.some((entry) => entry.toLowerCase() === lower || entry.toLowerCase() === host);
}
