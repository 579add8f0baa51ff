import { z } from 'zod';
import { environmentFile } from '../../packages/loadline/src/plans/environment-file';
import { flat, staged } from '../../packages/loadline/src/plans/profile-file';
import { registryFile } from '../../packages/loadline/src/plans/registry-file';
import { duration } from '../../packages/loadline/src/plans/schema';
import { DURATION_PATTERN, type JsonSchema, schemaFile } from './json-schema';

/** Descriptions of the fields of a listener, by name. */
const OF_A_LISTENER = {
  kind: 'What it is: `otel`, `prometheus`, `splunk`, `webhook`, `grafana` or `debug`.',
  url: 'Base URL: http or https, host, port and path.',
  token: 'Name of the variable that holds the token. Never the token itself.',
  headers: 'Further headers: for each, the name of the variable that holds its value.',
  interval: 'Time between two sets of figures. 5s without it.',
  final: 'Send the figures only once, when the load is over.',
  optional: 'Begin the run even when the listener cannot be reached or refuses.',
  temporality:
    'What OpenTelemetry gets: `cumulative` counts since the start of the run, or `delta` since the last figures.',
  histograms: 'Buckets of durations: `explicit`, as the conventions recommend, or `exponential`.',
  names: '`old` also sends the gauges of the older framework, under their names there.',
  index: "Splunk's index. Without it, the one of the token.",
};

/** Descriptions of the fields of a listener, by path. @param at path of the listener */
function listenerFields(at: string): Record<string, string> {
  return Object.fromEntries(Object.entries(OF_A_LISTENER).map(([field, text]) => [`${at}.${field}`, text]));
}

/** Descriptions of the fields of `observe`, by path. */
const OF_OBSERVE = {
  observe: 'By name: sources whose series are read during a run; see docs/observe.md.',
  'observe.*.kind': 'What it is: `metrics`, `promql`, `process`, `cgroup` or `kubernetes`.',
  'observe.*.url': 'Address of the page of metrics, or of the server.',
  'observe.*.token': 'Name of the variable that holds the token. Never the token itself.',
  'observe.*.headers': 'Further headers: for each, the name of the variable that holds its value.',
  'observe.*.pid': 'Number of a process on this machine.',
  'observe.*.pidFile': 'File that contains the number of the process.',
  'observe.*.path': 'Folder of a control group below /sys/fs/cgroup.',
  'observe.*.namespace': 'Namespace of the pods.',
  'observe.*.pods': 'Label selector of the pods, such as `app=shop`.',
  'observe.*.every': 'Time between two readings. Default: 1s, or 5s for promql and kubernetes.',
  'observe.*.optional': 'Begin the run even when the source cannot be read or lacks a series.',
  'observe.*.series': 'By name: what is read. Each name is unique in its environment.',
  'observe.*.series.*.figure':
    'Of a process, a control group or pods: what is read, such as `cpu`. Without it, the name of the series.',
  'observe.*.series.*.metric': 'Name of the metric on the page.',
  'observe.*.series.*.labels': 'Labels that the metric must have. The values of all such series are added.',
  'observe.*.series.*.rate': 'Whether the value is the increase per second. Default: true for counters.',
  'observe.*.series.*.query': 'PromQL query that gives one series.',
  'observe.*.series.*.unit': 'Unit of the value: `%` (1 is 100%), `bytes`, `s`, `ms`, or any other word.',
  'observe.*.series.*.factor': 'Each value is multiplied by this.',
  'observe.*.series.*.threshold':
    'Bounds on `avg`, `med`, `min`, `max` or any `pN`, with `why`, as in a thresholds file.',
};

/** Descriptions of fields, by kind of file and path. `*` is any name, `[]` any item of a list. */
const DESCRIPTIONS: Record<'profile' | 'environment' | 'registry', Readonly<Record<string, string>>> = {
  profile: {
    description: 'What the profile is for, in one line: `loadline list` and reports show it.',
    users: 'Users at the top of the load.',
    duration: 'From the first arrival to the last, the ramp included.',
    spawnRate: 'Users added per second; without it all users start at once.',
    step: 'Adds users in steps, up to `users`.',
    'step.users': 'Users that each step adds.',
    'step.every': 'How long each step lasts.',
    warmUp: 'Time before the load in which all virtual users connect; no figure contains it. At least `1s`.',
    stages: 'Stages one after the other, instead of `users`, `spawnRate` and `duration`.',
    'stages[].users': 'Users at the end of the stage; 0 ends the load.',
    'stages[].spawnRate': 'Users added or removed per second; without it all at once.',
    'stages[].duration': 'Length of the stage, its ramp included.',
  },
  environment: {
    description: 'What the environment is, in one line.',
    location: 'Where the load comes from: it is written into the result.',
    allow:
      'Hosts, or `host:port`, that may be put under load. This machine always may; all other hosts are refused.',
    suites: 'By suite, where its system is.',
    'suites.*.address': '`host:port` of the system.',
    'suites.*.tls': 'Whether the system speaks TLS.',
    'suites.*.data': 'Variables of the suite that are not secret, such as `EVERY` or `LISTING_PAGES`.',
    prove: 'Whether `loadline prove` may run here: it resets and delays its own connections to the systems.',
    roles: 'By role, the accounts to sign in with.',
    'roles.*[]':
      'One account: for each field that the sign-in of a suite needs, such as email, username or client_id, the name of the variable that holds it. Never the secret itself.',
    trace: 'Sends a W3C traceparent with every call; absent: none is sent. See docs/tracing.md.',
    'trace.share': 'Share of the iterations whose calls carry the sampled flag, such as 1%.',
    'trace.link':
      'Address of a trace, such as https://tempo.example.com/trace/{traceId}, to which reports link.',
    listeners:
      'By name: systems that receive figures and events while a run is going on; see docs/telemetry.md.',
    ...listenerFields('listeners.*'),
    ...OF_OBSERVE,
  },
  registry: {
    current: 'The test that runs when no name is given.',
    tests: 'By name, the tests that `loadline run` and `plan` know.',
    'tests.*.description': 'The question that the test answers, in one line.',
    'tests.*.suite': 'Name of a file in `src/suites/`.',
    'tests.*.profile': 'Name of a file in `plans/profiles/`.',
    'tests.*.environment': 'Name of a file in `plans/environments/`.',
    'tests.*.overrides': 'Values of the profile that this test changes.',
    'tests.*.overrides.users': 'Users at the top of the load.',
    'tests.*.overrides.duration': 'From the first arrival to the last.',
    'tests.*.overrides.spawnRate': 'Users added per second.',
    'tests.*.overrides.tags': 'Only journeys with one of these tags.',
    'tests.*.overrides.excludeTags': 'No journeys with one of these tags.',
    'tests.*.location': 'Where the load comes from: it is written into the result.',
    'tests.*.logLevel': 'What the run prints.',
    'tests.*.listeners':
      'Listeners of this test, by name. One replaces that of the environment; `false` leaves it out.',
    ...listenerFields('tests.*.listeners.*'),
  },
};

/** JSON schemas of the files in `plans/`, generated from the schemas with which `loadline` checks them. */
export function planSchemas(): Record<'profile' | 'environment' | 'registry', JsonSchema> {
  return {
    profile: schemaFile('plans/profiles/<name>.yml: users over time', {
      type: 'object',
      if: { type: 'object', required: ['stages'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: jsonSchema(staged, 'profile'),
      else: jsonSchema(flat, 'profile'),
    }),
    environment: schemaFile(
      'plans/environments/<name>.yml: where the systems are, and what may be contacted',
      jsonSchema(environmentFile, 'environment'),
    ),
    registry: schemaFile('plans/registry.yml: named tests', jsonSchema(registryFile, 'registry')),
  };
}

function jsonSchema(schema: z.ZodType, kind: keyof typeof DESCRIPTIONS): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    override: ({ zodSchema, jsonSchema: made }) => {
      if ((zodSchema as unknown) === duration) made.pattern = DURATION_PATTERN;
    },
  });
  return described(json as JsonSchema, '', DESCRIPTIONS[kind]);
}

/** Adds the descriptions of fields to a schema, and removes what zod adds to every number and name. */
function described(schema: JsonSchema, at: string, texts: Readonly<Record<string, string>>): JsonSchema {
  const { properties, additionalProperties, items, propertyNames, maximum, anyOf, ...rest } = schema;
  const inside = (child: unknown, path: string) =>
    typeof child === 'object' ? described(child as JsonSchema, path, texts) : child;
  const name = (key: string) => (at === '' ? key : `${at}.${key}`);
  const hasPattern = typeof propertyNames === 'object' && 'pattern' in (propertyNames ?? {});
  return {
    ...(texts[at] !== undefined && { description: texts[at] }),
    ...rest,
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
    ...(hasPattern && { propertyNames }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as JsonSchema).map(([key, child]) => [key, inside(child, name(key))]),
      ),
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties: inside(additionalProperties, name('*')),
    }),
    ...(items !== undefined && { items: inside(items, `${at}[]`) }),
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map((child: unknown) => inside(child, at)) }),
  };
}
