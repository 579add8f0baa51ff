import { formatDuration } from '../loadline';
import { readPort, readShare, readText, readWait } from './option-readers';

/** An option of `loadline serve`. Each kind reads its text into the options of a service. */
export type ServeOption<Options> =
  | {
      kind: 'value';
      flags: string;
      what: string;
      /** Value when the option is not given. */
      fallback: string;
      /** Reads the text. Throws an Error that says what to write. */
      read: (text: string) => Partial<Options>;
    }
  | { kind: 'list'; flags: string; what: string; read: (texts: readonly string[]) => Partial<Options> }
  | { kind: 'switch'; flags: string; what: string; on: Partial<Options> };

/** Headings of the help, each with a pattern for the names of its options. */
const GROUPS: readonly (readonly [heading: string, names: RegExp])[] = [
  ['Addresses', /^(host|host-ip|.*port|ca-file)$/],
  [
    'Faults and delays',
    /fail|stall|hang|stuck|fault|latency|reset|maintenance|rate-limit|limit$|-wait$|-time$/,
  ],
  ['Accounts and tokens', /account|token|auth|secret|email|admin|password/],
];

/** The heading under which the help lists an option. */
export function groupOf({ flags }: { readonly flags: string }): string {
  const [, name = ''] = /^--([\w-]+)/.exec(flags) ?? [];
  return GROUPS.find(([, names]) => names.test(name))?.[0] ?? 'Options';
}

/** An option that is a share of calls. */
export function shareOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallback: number,
): ServeOption<Options> {
  const read = (text: string) => ({ [key]: readShare(text) }) as Partial<Options>;
  return { kind: 'value', flags: `${flags} <share>`, what, fallback: String(fallback), read };
}

/** An option that is a duration. */
export function waitOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallbackMs: number,
): ServeOption<Options> {
  const read = (text: string) => ({ [key]: readWait(text) }) as Partial<Options>;
  return { kind: 'value', flags: `${flags} <duration>`, what, fallback: formatDuration(fallbackMs), read };
}

/** An option that is a port. */
export function portOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallback: number,
): ServeOption<Options> {
  const read = (text: string) => ({ [key]: readPort(text) }) as Partial<Options>;
  const described = `${what}, 0 takes a free one`;
  return { kind: 'value', flags: `${flags} <port>`, what: described, fallback: String(fallback), read };
}

/** An option that is a text and not empty. */
export function textOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallback: string,
): ServeOption<Options> {
  return {
    kind: 'value',
    flags,
    what,
    fallback,
    read: (text) => ({ [key]: readText(text) }) as Partial<Options>,
  };
}
