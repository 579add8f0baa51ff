import { z } from 'zod';
import { readBaseUrl } from '../core/network/address';
import { parseDuration } from '../core/text/duration';
import { isSecretName } from '../core/text/shown-value';
import { duration, text } from './schema';

const SECRET =
  'is not the name of a variable for a secret: write one that contains TOKEN, SECRET, PASSWORD or API_KEY, such as SPLUNK_TOKEN, never the secret itself';

/** Name of a variable with a secret. loadline recognises secrets by such names, and masks their values everywhere. */
export const secretVariable = z
  .string({ error: 'write the name of a variable' })
  .regex(/^[A-Z][A-Z0-9_]*$/, SECRET)
  .refine(isSecretName, SECRET);

/** Base URL of a listener or source. */
export const baseUrl = text.refine((value) => readBaseUrl(value) !== undefined, {
  error: 'is no base URL: write http or https, host, port and path, such as https://splunk.example.com:8088',
});

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is not the name of a header: write one such as X-SF-Token');

/** Other headers: for each, the name of the variable that holds its value. */
export const secretHeaders = z.record(headerName, secretVariable, 'write headers with names of variables');

const LEAST_MS = 1_000;

/** Time between two requests to a listener or source. */
export const interval = duration.refine((value) => isAtLeast(value, LEAST_MS), {
  error: 'is too short: write at least 1s',
});

function isAtLeast(value: string, leastMs: number): boolean {
  try {
    return parseDuration(value) >= leastMs;
  } catch {
    // `duration` itself reports a value that it cannot parse.
    return true;
  }
}

/** Kinds of a listener or source that allow or need a key. */
export interface KeyKinds<K extends string> {
  /** Kinds that allow a key. All kinds allow a key that is not listed here. */
  readonly allow: Readonly<Record<string, readonly K[]>>;
  readonly need: Readonly<Record<string, readonly K[]>>;
}

/** What is wrong with the keys of a listener or source of a kind, by key. @param what `a listener` */
export function wrongKeys<K extends string>(
  file: Readonly<Record<string, unknown>>,
  kind: K,
  { allow, need }: KeyKinds<K>,
  what: string,
): { readonly key: string; readonly message: string }[] {
  return Object.entries(allow).flatMap(([key, kinds]) => {
    const isThere = file[key] !== undefined;
    if (isThere && !kinds.includes(kind))
      return [{ key, message: `has no effect on ${what} of kind ${kind}: leave it out` }];
    if (!isThere && need[key]?.includes(kind))
      return [{ key, message: `is missing: ${what} of kind ${kind} needs it` }];
    return [];
  });
}
