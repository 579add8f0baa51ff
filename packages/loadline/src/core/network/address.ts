/** A host as it is written: a name, an IPv4 address, or an IPv6 address, in brackets or not. */
export interface Host {
  /** As it is dialled: lower case, an IPv6 address in brackets. */
  readonly text: string;
  /** The same for all spellings of one host; a dot at the end of a name is gone. */
  readonly key: string;
}

/** A host, and a port if there is one. */
export interface HostAndPort extends Host {
  readonly port?: string;
}

const NAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
const LONGEST_NAME = 254;
const HIGHEST_PORT = 65_535;

/** Reads a host alone. @returns undefined for everything else: a URL, a host with a port, a blank, `localhost.` */
export function readHost(text: string): Host | undefined {
  const inBrackets = /^\[(.*)\]$/.exec(text)?.[1];
  const groups = readIpv6(inBrackets ?? text);
  if (groups) return ipv6(inBrackets ?? text, groups);
  if (inBrackets !== undefined || !NAME.test(text) || text.length > LONGEST_NAME) return undefined;
  const lower = text.toLowerCase();
  const key = lower.replace(/\.$/, '');
  // With the dot a name server is asked for it, whatever it says of this machine: nobody means that.
  if (key !== lower && (key === 'localhost' || readIpv4(key) !== undefined)) return undefined;
  return { text: lower, key };
}

/**
 * What is wrong with a host, or with that of a URL, that is a spelling of this machine with a dot at its end.
 * @returns undefined when it is none
 */
export function rootedProblem(text: string): string | undefined {
  const [, host = ''] = /^(?:https?:\/\/)?([^/:]+)\.(?:[:/]|$)/i.exec(text) ?? [];
  if (host.toLowerCase() !== 'localhost' && readIpv4(host) === undefined) return undefined;
  return `holds "${host}.", and for a name with a dot at its end a name server is asked: write ${host}`;
}

/** Reads `host` or `host:port`; an IPv6 address with a port stands in brackets. @returns undefined for everything else */
export function readHostAndPort(text: string): HostAndPort | undefined {
  const alone = readHost(text);
  if (alone) return alone;
  const [, name = '', port = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const host = name.includes(':') && !name.startsWith('[') ? undefined : readHost(name);
  if (!host || Number(port) < 1 || Number(port) > HIGHEST_PORT) return undefined;
  return { ...host, port: String(Number(port)) };
}

/** A base URL, taken apart. */
export interface BaseUrl extends HostAndPort {
  /** As it is requested, without a slash at its end. */
  readonly url: string;
  /** The port that is dialled, also where none is written. */
  readonly port: string;
}

/** Reads `http://host:port/path`. @returns undefined for everything else, such as a user name, a query, two schemes */
export function readBaseUrl(text: string): BaseUrl | undefined {
  const [, scheme = '', authority = '', path = ''] =
    /^(https?):\/\/([^\s/?#@\\]+)((?:\/[^\s?#@\\]*)?)$/i.exec(text) ?? [];
  const address = readHostAndPort(authority);
  // A bare IPv6 address is a host, but not in a URL.
  if (!address || (address.text.startsWith('[') && !authority.startsWith('['))) return undefined;
  const lower = scheme.toLowerCase();
  const port = address.port ?? (lower === 'https' ? '443' : '80');
  const shown = address.port === undefined ? '' : `:${port}`;
  return { ...address, port, url: `${lower}://${address.text}${shown}${path.replace(/\/+$/, '')}` };
}

/** An IPv4 address as a number; undefined when a text is none, or is written as only some programs read it. */
export function readIpv4(text: string): number | undefined {
  const parts = text.split('.');
  const areBytes = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  if (parts.length !== 4 || !areBytes) return undefined;
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

/** The eight groups of an IPv6 address. */
function readIpv6(text: string): number[] | undefined {
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) =>
    half === '' ? [] : readGroups(half, index === halves.length - 1),
  );
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
}

/** @param isEnd whether the last group may be written as an IPv4 address */
function readGroups(text: string, isEnd: boolean): number[] | undefined {
  const parts = text.split(':');
  const groups = parts.flatMap((part, index) => {
    const isIpv4 = isEnd && index === parts.length - 1 && part.includes('.');
    const number = isIpv4 ? readIpv4(part) : undefined;
    if (number !== undefined) return [Math.floor(number / 65_536), number % 65_536];
    return /^[0-9a-f]{1,4}$/i.test(part) ? [Number.parseInt(part, 16)] : [Number.NaN];
  });
  return groups.some(Number.isNaN) ? undefined : groups;
}

function ipv6(text: string, groups: readonly number[]): Host {
  const [high = 0, low = 0] = groups.slice(6);
  // ::ffff:127.0.0.1 is dialled as the IPv4 address that it holds.
  const isMapped = groups.slice(0, 6).join() === '0,0,0,0,0,65535';
  const bytes = [high >> 8, high & 255, low >> 8, low & 255];
  const key = isMapped ? bytes.join('.') : groups.map((group) => group.toString(16)).join(':');
  return { text: `[${text.toLowerCase()}]`, key };
}
