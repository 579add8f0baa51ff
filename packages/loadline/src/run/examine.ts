import { existsSync, readFileSync } from 'node:fs';
import { PROXIES } from '../core/network/proxies';
import { ConfigurationError } from '../core/text/problem';
import { goVersion, isNewEnough, LEAST_GO } from './cached-k6';
import { findK6, versionOf } from './find-k6';
import { hardLimitOfFiles } from './open-files-problem';

/** Properties of a machine that affect the load it can generate. */
export interface Machine {
  readonly node: string;
  /** Path and version of the k6 that is used, or why there is none. */
  readonly k6: { readonly path: string; readonly version: string } | { readonly problem: string };
  readonly go: string | undefined;
  /** First and last local port for outgoing connections. Undefined: not known. */
  readonly ports: readonly [first: number, last: number] | undefined;
  /** Hard limit of open files of one process. */
  readonly files: number;
  /** Names of the variables that set a proxy. */
  readonly proxies: readonly string[];
  /** Whether the clock is synchronised. Undefined: not known. */
  readonly isClockKept: boolean | undefined;
  readonly year: number;
}

/** One line of `loadline doctor`. */
export interface Finding {
  readonly what: string;
  readonly state: string;
  /** What to do about a problem. Absent: there is none. */
  readonly cure?: string;
}

const LEAST_NODE = [20, 19] as const;
const LEAST_PORTS = 10_000;
const LEAST_FILES = 4_096;
const LEAST_YEAR = 2026;

/** Checks a machine: one finding for each property. */
export function examine(machine: Machine): Finding[] {
  const { node, k6, go, ports, files, proxies, isClockKept, year } = machine;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isNode = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const count = ports && ports[1] - ports[0] + 1;
  return [
    finding('Node', node, isNode, `install Node ${LEAST_NODE.join('.')} or newer`),
    'problem' in k6
      ? { what: 'k6', state: 'none that can be used', cure: k6.problem }
      : { what: 'k6', state: `${k6.version}, ${k6.path}` },
    // Go is only needed to build k6.
    finding(
      'Go',
      go ?? 'none',
      !('problem' in k6) || (go !== undefined && isNewEnough(go)),
      `install Go ${LEAST_GO.join('.')} or newer to build k6, or name a k6 by K6=`,
    ),
    finding(
      'ports',
      count === undefined ? 'not known on this system' : `${count} to connect from`,
      count === undefined || count >= LEAST_PORTS,
      "a connection takes one for a minute after its end: sysctl -w net.ipv4.ip_local_port_range='10240 65535'",
    ),
    finding(
      'open files',
      Number.isFinite(files) ? `at most ${files} in one process` : 'no limit is known',
      files >= LEAST_FILES,
      'each virtual user takes one: raise the hard limit (limits.conf, LimitNOFILE= or docker run --ulimit nofile=)',
    ),
    {
      what: 'proxies',
      state:
        proxies.length === 0
          ? 'none'
          : `${proxies.join(', ')}: not used by runs, load goes straight to the system; --proxy URL uses one`,
    },
    finding(
      'clock',
      clockState(isClockKept),
      year >= LEAST_YEAR && isClockKept !== false,
      'set it, and start chrony or systemd-timesyncd: instances on several machines begin by it',
    ),
  ];
}

function clockState(isKept: boolean | undefined): string {
  if (isKept === undefined) return 'set; whether a time server keeps it in step is not known';
  return isKept ? 'kept in step by a time server' : 'not kept in step by a time server';
}

function finding(what: string, state: string, isWell: boolean, cure: string): Finding {
  return isWell ? { what, state } : { what, state, cure };
}

/** Reads the properties of this machine. */
export function thisMachine(env: NodeJS.ProcessEnv = process.env): Machine {
  return {
    node: process.versions.node,
    k6: k6Of(env),
    go: goVersion(),
    ports: portsOf(read('/proc/sys/net/ipv4/ip_local_port_range')),
    files: hardLimitOfFiles(),
    proxies: Object.keys(env).filter((name) => PROXIES.includes(name) && env[name]),
    isClockKept: existsSync('/run/systemd/timesync/synchronized') ? true : undefined,
    year: new Date().getUTCFullYear(),
  };
}

function k6Of(env: NodeJS.ProcessEnv): Machine['k6'] {
  try {
    const path = findK6(env);
    return { path, version: versionOf(path) ?? 'of an unknown version' };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problem: error.problems.map(({ where, message }) => `${where} ${message}`).join('; ') };
  }
}

function portsOf(text: string): Machine['ports'] {
  const [, first, last] = /^(\d+)\s+(\d+)/.exec(text) ?? [];
  return first === undefined ? undefined : [Number(first), Number(last)];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
