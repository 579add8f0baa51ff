import { z } from 'zod';
import { LISTENER_KINDS, type ListenerKind } from '../core/telemetry/listener';
import { ask, text } from './schema';
import { baseUrl, interval, type KeyKinds, secretHeaders, secretVariable, wrongKeys } from './source-fields';

/** Kinds that receive items over the network. */
const NETWORK = ['otel', 'prometheus', 'splunk', 'webhook', 'grafana'] as const;
/** Kinds that receive figures, not only events. */
const FIGURES = LISTENER_KINDS.filter((kind) => kind !== 'grafana');

const KEYS: KeyKinds<ListenerKind> = {
  allow: {
    url: NETWORK,
    token: NETWORK,
    headers: NETWORK,
    optional: NETWORK,
    index: ['splunk'],
    temporality: ['otel'],
    histograms: ['otel'],
    names: ['otel'],
    interval: FIGURES,
    final: FIGURES,
  },
  need: { url: NETWORK, token: ['splunk', 'grafana'] },
};

/** One listener: a receiver of figures and events during a run. */
const listenerFile = z
  .strictObject(
    {
      kind: z.enum(LISTENER_KINDS, ask(`write one of ${LISTENER_KINDS.join(', ')}`)),
      /** Base URL. Its host must be this machine or in `allow`. */
      url: baseUrl.optional(),
      /** Name of the variable that holds the token. */
      token: secretVariable.optional(),
      /** Other headers: for each, the name of the variable that holds its value. */
      headers: secretHeaders.optional(),
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
      /** Buckets of the durations: those that the conventions recommend, or many with bounds that grow by a constant factor. */
      histograms: z.enum(['explicit', 'exponential'], 'write explicit or exponential').optional(),
      /** `old` also sends the gauges of the older framework, under their names there. */
      names: z.enum(['old', 'conventions'], 'write old or conventions').optional(),
    },
    ask('write kind and url'),
  )
  .superRefine((listener, context) => {
    const issue = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    for (const { key, message } of wrongKeys(listener, listener.kind, KEYS, 'a listener'))
      issue(key, message);
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
