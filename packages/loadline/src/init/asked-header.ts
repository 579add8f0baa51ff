import { type Chosen, callsOf } from './operation';

/** Name of a header of HTTP (RFC 9110, 5.1), which OpenAPI takes as it is. */
export const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

type Json = Readonly<Record<string, unknown>>;

/** A header by which an OpenAPI document says that a call knows its user. */
export interface AskedHeader {
  /** What it carries, in words. */
  readonly what: string;
  /** Value of `--header`. */
  readonly option: string;
  /** Line for `.env`. */
  readonly line: string;
  /** Whether a call that signs in may give it. */
  readonly isToken?: boolean;
}

/** A token as `authorization: Bearer …`. */
const BEARER: AskedHeader = {
  what: 'a bearer token',
  option: 'authorization=API_TOKEN',
  line: 'API_TOKEN="Bearer …"',
  isToken: true,
};

/**
 * The header that the first way in of an operation asks for.
 * @param root the document, whose `security` holds for operations without their own
 * @param hasHeader whether the operation declares `authorization` as a required header
 * @returns undefined when it asks for none, or for something that is in no header
 */
export function askedHeader(
  root: Json,
  operation: Json,
  hasHeader: boolean,
  resolve: (value: unknown) => Json,
): AskedHeader | undefined {
  const security = operation.security ?? root.security;
  const ways = (Array.isArray(security) ? security : []).map((way) => Object.keys(resolve(way)));
  const schemes = resolve(resolve(root.components).securitySchemes ?? root.securityDefinitions);
  // A way without a scheme says that the call works without one, too.
  const names = ways.some((way) => way.length === 0) ? [] : (ways[0] ?? []);
  const asked = names.map((name) => headerOf(resolve(schemes[name]))).find((one) => one !== undefined);
  return asked ?? (hasHeader ? BEARER : undefined);
}

function headerOf({ type, scheme, in: place, name }: Json): AskedHeader | undefined {
  if (type === 'basic' || (type === 'http' && /^basic$/i.test(String(scheme))))
    return {
      what: 'a name and a password by Basic authentication',
      option: 'authorization=API_LOGIN',
      line: 'API_LOGIN="Basic <name:password in base64>"',
    };
  if (type === 'apiKey' && place === 'header')
    return HEADER_NAME.test(String(name))
      ? { what: `a key in the header ${name}`, option: `${name}=API_KEY`, line: 'API_KEY="…"' }
      : {
          what: `a key in the header ${JSON.stringify(name)}, which no header can be called`,
          option: '<its real name>=API_KEY',
          line: 'API_KEY="…"',
        };
  const isBearer =
    type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && /^bearer$/i.test(String(scheme)));
  return isBearer ? BEARER : undefined;
}

/**
 * The header that the calls of a suite ask for and do not get.
 * @returns undefined when the suite sends headers or signs in
 */
export function missingHeader(
  source: Chosen & { readonly headers: readonly unknown[]; readonly signIn?: unknown },
): AskedHeader | undefined {
  if (source.headers.length > 0 || source.signIn !== undefined) return undefined;
  return callsOf(source).find(({ http }) => http?.asks)?.http?.asks;
}
