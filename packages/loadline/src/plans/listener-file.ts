import { z } from 'zod';
import { readBaseUrl } from '../core/network/address';
import { LISTENER_KINDS, type ListenerKind } from '../core/telemetry/listener';
import { parseDuration } from '../core/text/duration';
import { isSecretName } from '../core/text/shown-value';
import { ask, duration, text } from './schema';

const SECRET =
  'is not the name of a variable for a secret: write one that contains TOKEN, SECRET, PASSWORD or API_KEY, such as SPLUNK_TOKEN, never the secret itself';

/** Name of a variable with a secret. loadline recognises secrets by such names, and masks their values everywhere. */
const secretVariable = z
  .string({ error: 'write the name of a variable' })
  .regex(/^[A-Z][A-Z0-9_]*$/, SECRET)
  .refine(isSecretName, SECRET);

const url = text.refine((value) => readBaseUrl(value) !== undefined, {
  error: 'is no base URL: write http or https, host, port and path, such as https://splunk.example.com:8088',
});

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is not the name of a header: write one such as X-SF-Token');

const LEAST_MS = 1_000;

const interval = duration.refine((value) => isAtLeast(value, LEAST_MS), {
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

/** Kinds that receive items over the network. */
const NETWORK = ['otel', 'prometheus', 'splunk', 'webhook'] as const;

/** Kinds that allow a key. All kinds allow a key that is not listed here. */
const OF_KINDS: Readonly<Record<string, readonly ListenerKind[]>> = {
  url: NETWORK,
  token: NETWORK,
  headers: NETWORK,
  optional: NETWORK,
  index: ['splunk'],
  temporality: ['otel'],
};
/** Kinds that require a key. */
const NEEDED: Readonly<Record<string, readonly ListenerKind[]>> = {
  url: NETWORK,
  token: ['splunk'],
};

/** One listener: a receiver of figures and events during a run. */
const listenerFile = z
  .strictObject(
    {
      kind: z.enum(LISTENER_KINDS, ask(`write one of ${LISTENER_KINDS.join(', ')}`)),
      /** Base URL. Its host must be this machine or in `allow`. */
      url: url.optional(),
      /** Name of the variable that holds the token. */
      token: secretVariable.optional(),
      /** Other headers: for each, the name of the variable that holds its value. */
      headers: z.record(headerName, secretVariable, 'write headers with names of variables').optional(),
      /** Interval at which figures are sent. Default: 5s. */
      interval: interval.optional(),
      /** Send the figures only once, when the load is over. */
      final: z.boolean('write true or false').optional(),
      /** Begin the run even when the listener cannot be reached or refuses. */
      optional: z.boolean('write true or false').optional(),
      /** Splunk's index. Default: the default index of the token. */
      index: text.optional(),
      /** `cumulative` sends counts since the start of the run, `delta` counts since the last figures. */
      temporality: z.enum(['cumulative', 'delta'], 'write cumulative or delta').optional(),
    },
    ask('write kind and url'),
  )
  .superRefine((listener, context) => {
    const { kind } = listener;
    const issue = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    for (const [key, kinds] of Object.entries(OF_KINDS)) {
      const isThere = listener[key as keyof typeof listener] !== undefined;
      if (isThere && !kinds.includes(kind))
        issue(key, `has no effect on a listener of kind ${kind}: leave it out`);
      if (!isThere && NEEDED[key]?.includes(kind))
        issue(key, `is missing: a listener of kind ${kind} needs it`);
    }
    if (listener.final && listener.interval !== undefined)
      issue('interval', 'has no effect beside final: write one of the two');
  });

const listenerName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'is not the name of a listener: write small letters, digits and dashes, such as splunk-stage',
  );

/** `listeners` of an environment, by name. */
export const listenersFile = z.record(
  listenerName,
  listenerFile,
  'write listeners by name, such as splunk: { kind: splunk, url: https://splunk.example.com:8088, token: SPLUNK_TOKEN }',
);

/** `listeners` of a test: each replaces the environment's listener of that name, or is added; `false` removes it. */
export const testListeners = z.record(
  listenerName,
  z.union(
    [z.literal(false), listenerFile],
    'write a listener, or false to leave out that of the environment',
  ),
  'write listeners by name',
);

export type ListenerFile = z.infer<typeof listenerFile>;
