import { DURATION_PATTERN, type JsonSchema, schemaFile } from './json-schema';

const SHARE_PATTERN = '^(?:\\d{1,2}(?:\\.\\d+)?|100(?:\\.0+)?)%$';
const RATE_PATTERN = '^(?:>=|<=) \\d+(?:\\.\\d+)?/s$';
const PER_STREAM_PATTERN = '^(?:>=|<=) \\d+(?:\\.\\d+)?$';
const PERCENTILES = { '^p(?:(?:0|[1-9]\\d?)(?:\\.\\d{0,5}[1-9])?|100)$': { $ref: '#/definitions/time' } };

const FIGURES: JsonSchema = {
  avg: { $ref: '#/definitions/time', description: 'Mean.' },
  med: { $ref: '#/definitions/time', description: 'Median.' },
  min: { $ref: '#/definitions/time', description: 'Shortest.' },
  max: { $ref: '#/definitions/time', description: 'Longest.' },
  p95: { $ref: '#/definitions/time', description: 'A percentile; any pN is one, such as p99 or p99.9.' },
};

/** Fields that every entry may have. */
const COMMON: JsonSchema = {
  why: { type: 'string', pattern: '\\S', description: 'Why this threshold is there, in one sentence.' },
  minSamples: {
    type: 'integer',
    minimum: 1,
    description:
      'With fewer samples it is not judged; default: as many as its figure needs, 1/(1-q) for a quantile.',
  },
  abort: {
    type: 'object',
    description: 'Stops the run when the threshold is broken.',
    properties: {
      after: { type: 'string', pattern: DURATION_PATTERN, description: 'Not before this long into the run.' },
    },
    required: ['after'],
  },
};

const FAILED = { failed: { $ref: '#/definitions/share', description: 'Share that fails, such as "1%".' } };
const times = (description: string) => ({ $ref: '#/definitions/times', description });

/** Further fields of the entries, by section. */
const ENTRIES: Readonly<Record<'call' | 'journey' | 'metric' | 'run', JsonSchema>> = {
  call: entry(
    {
      ...FIGURES,
      ...FAILED,
      firstMessage: times('Of a stream: time until its first message.'),
      longestGap: times('Of a stream: longest time between two of its messages.'),
      messages: {
        $ref: '#/definitions/perStream',
        description: 'Of a stream: mean number of its messages, such as ">= 1".',
      },
    },
    true,
  ),
  journey: entry({
    duration: times('From the actual start of an iteration to its end.'),
    response: times('From the scheduled start of an iteration to its end.'),
    ...FAILED,
  }),
  metric: entry(FIGURES, true),
  run: entry({
    rate: { $ref: '#/definitions/rate', description: 'Calls per second, such as ">= 10/s".' },
    ...FAILED,
  }),
};

const SECTIONS: JsonSchema = {
  calls: { ...mapOf('call'), description: 'By call: its duration and its failures.' },
  journeys: { ...mapOf('journey'), description: 'By journey: its iterations.' },
  metrics: { ...mapOf('metric'), description: "By metric of the suite's own that holds times." },
  run: { $ref: '#/definitions/run', description: 'The run as a whole.' },
};

/**
 * JSON schema of `thresholds/<suite>.json`. It repeats the rules of `compileThresholds`, and a test compares the two. The build
 * checks the names of calls, journeys, metrics and profiles.
 */
export function thresholdsSchema(): JsonSchema {
  return schemaFile('thresholds/<suite>.json: what is bounded, and why', {
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where this schema is, for editors.' },
      ...SECTIONS,
      profiles: {
        type: 'object',
        description: 'By profile: thresholds that are added, and that replace those of the same figure.',
        additionalProperties: { type: 'object', properties: SECTIONS, additionalProperties: false },
      },
    },
    additionalProperties: false,
    definitions: {
      time: boundOf(DURATION_PATTERN),
      share: boundOf(SHARE_PATTERN),
      rate: boundOf(RATE_PATTERN),
      perStream: boundOf(PER_STREAM_PATTERN),
      times: {
        type: 'object',
        properties: FIGURES,
        patternProperties: PERCENTILES,
        additionalProperties: false,
        minProperties: 1,
      },
      ...ENTRIES,
    },
  });
}

function entry(bounds: JsonSchema, isTimed = false): JsonSchema {
  const keys = Object.keys(bounds).map((key) => ({ required: [key] }));
  return {
    type: 'object',
    properties: { ...bounds, ...COMMON },
    ...(isTimed && { patternProperties: PERCENTILES }),
    additionalProperties: false,
    required: ['why'],
    // At least one bound. Percentiles other than p95 have no fixed name that could be required.
    ...(isTimed ? { minProperties: 2 } : { anyOf: keys }),
  };
}

function mapOf(kind: keyof typeof ENTRIES): JsonSchema {
  return { type: 'object', additionalProperties: { $ref: `#/definitions/${kind}` } };
}

/** One bound, or a bound for a warning and one for a failure. */
function boundOf(pattern: string): JsonSchema {
  const text = { type: 'string', pattern };
  const levels = {
    type: 'object',
    properties: {
      warn: { ...text, description: 'Past it the threshold is listed.' },
      fail: { ...text, description: 'Past it the run fails.' },
    },
    additionalProperties: false,
    minProperties: 1,
  };
  return { anyOf: [text, levels] };
}
