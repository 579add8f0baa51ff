/** A host: a name, an IPv4 address, or an IPv6 address with or without brackets. */
export interface Host {
  /** The host as k6 dials it: in lower case, an IPv6 address in brackets. */
  readonly text: string;
  /** The same text for all spellings of one host, without a dot at the end of a name. */
  readonly key: string;
}

/** A host with an optional port. */
export interface HostAndPort extends Host {
  readonly port?: string;
}

const NAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
const LONGEST_NAME = 254;
const HIGHEST_PORT = 65_535;

/** Reads a host without a port. @returns undefined for anything else: a URL, a host with a port, a blank, `localhost.` */
export function readHost(text: string): Host | undefined {
  const inBrackets = /^\[(.*)\]$/.exec(text)?.[1];
  const groups = readIpv6(inBrackets ?? text);
  if (groups) return ipv6(inBrackets ?? text, groups);
  if (inBrackets !== undefined || !NAME.test(text) || text.length > LONGEST_NAME) return undefined;
  const lower = text.toLowerCase();
  const key = lower.replace(/\.$/, '');
  // With a dot at its end the name is looked up in DNS, which may answer with another machine: nobody means that.
  if (key !== lower && (key === 'localhost' || readIpv4(key) !== undefined)) return undefined;
  return { text: lower, key };
}

/**
 * Explains what is wrong with a host, or the host of a URL, that means this machine and ends with a dot.
 * @returns undefined for any other host
 */
export function rootedProblem(text: string): string | undefined {
  const [, host = ''] = /^(?:https?:\/\/)?([^/:]+)\.(?:[:/]|$)/i.exec(text) ?? [];
  if (host.toLowerCase() !== 'localhost' && readIpv4(host) === undefined) return undefined;
  return `holds "${host}.", and a name with a dot at its end is looked up in DNS: write ${host}`;
}

/** Reads `host` or `host:port`. An IPv6 address with a port needs brackets. @returns undefined for anything else */
export function readHostAndPort(text: string): HostAndPort | undefined {
  const alone = readHost(text);
  if (alone) return alone;
  const [, name = '', port = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const host = name.includes(':') && !name.startsWith('[') ? undefined : readHost(name);
  if (!host || Number(port) < 1 || Number(port) > HIGHEST_PORT) return undefined;
  return { ...host, port: String(Number(port)) };
}

/** The parts of a base URL. */
export interface BaseUrl extends HostAndPort {
  /** The URL that is requested, without a slash at its end. */
  readonly url: string;
  /** The port that is dialled: the scheme's default when the URL has none. */
  readonly port: string;
}

/**
 * Reads `http://host:port/path`.
 * @returns undefined for anything else, such as a URL with a user name, a query or two schemes
 */
export function readBaseUrl(text: string): BaseUrl | undefined {
  const [, scheme = '', authority = '', path = ''] =
    /^(https?):\/\/([^\s/?#@\\]+)((?:\/[^\s?#@\\]*)?)$/i.exec(text) ?? [];
  const address = readHostAndPort(authority);
  // An IPv6 address without brackets is a host, but not in a URL.
  if (!address || (address.text.startsWith('[') && !authority.startsWith('['))) return undefined;
  const lower = scheme.toLowerCase();
  const port = address.port ?? (lower === 'https' ? '443' : '80');
  const shown = address.port === undefined ? '' : `:${port}`;
  return { ...address, port, url: `${lower}://${address.text}${shown}${path.replace(/\/+$/, '')}` };
}

/** Reads an IPv4 address as a number. @returns undefined for other texts, and for spellings that only some programs read */
export function readIpv4(text: string): number | undefined {
  const parts = text.split('.');
  const areBytes = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  if (parts.length !== 4 || !areBytes) return undefined;
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

/** Reads the eight groups of an IPv6 address. @returns undefined for other texts */
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
  // ::ffff:127.0.0.1 is dialled as the IPv4 address that it contains.
  const isMapped = groups.slice(0, 6).join() === '0,0,0,0,0,65535';
  const bytes = [high >> 8, high & 255, low >> 8, low & 255];
  const key = isMapped ? bytes.join('.') : groups.map((group) => group.toString(16)).join(':');
  return { text: `[${text.toLowerCase()}]`, key };
}
