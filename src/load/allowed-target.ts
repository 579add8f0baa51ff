const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

interface Address {
  readonly host: string;
  /** Written with a dot at its end: a name server is asked for it, whatever the name. */
  readonly isRooted: boolean;
  /** Undefined: any. */
  readonly port: string | undefined;
}

/**
 * Whether an address may be put under load: this machine always, others only when they are listed. Names are compared
 * whole, without regard to case or a dot at the end; what cannot be read as an address is not allowed.
 * @param address `host`, `host:port`, or a URL
 * @param allow hosts (any port) or `host:port`
 */
export function isAllowedTarget(address: string, allow: readonly string[]): boolean {
  const target = readAddress(address);
  if (!target) return false;
  if (LOOPBACK.test(target.host) && !target.isRooted) return true;
  return allow.some((entry) => {
    const allowed = readAddress(entry);
    if (allowed?.host !== target.host) return false;
    return allowed.port === undefined || allowed.port === target.port;
  });
}

function readAddress(text: string): Address | undefined {
  const [, scheme, authority = ''] = /^(?:(https?):\/\/)?([^/?#]*)/i.exec(text.trim()) ?? [];
  // `user@host` is written to look like another host.
  const [, name = '', port] =
    /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+|[0-9a-f:]*::[0-9a-f:]*)(?::(\d+))?$/i.exec(authority) ?? [];
  if (name === '') return undefined;
  const host = name
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  const usual = scheme === undefined ? undefined : scheme.toLowerCase() === 'https' ? '443' : '80';
  return { host, isRooted: name.endsWith('.'), port: port ?? usual };
}
