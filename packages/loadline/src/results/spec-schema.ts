import { z } from 'zod';
import type { LoadCurve } from '../core/spec/profile';
import { type RunSpec, SPEC_VERSION } from '../core/spec/run-spec';
import { loadLengthMs, plannedIterations } from '../core/spec/schedule';
import { traceLinkProblem } from '../core/telemetry/trace';

/** Most k6 processes that share one load: each needs a process, files and a part of the figures. */
export const MOST_INSTANCES = 1_000;

const text = z.string();
const number = z.number();
const texts = z.array(text);

const schedule = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('constant'),
    rate: number,
    timeUnitMs: number.positive(),
    durationMs: number,
    startMs: number,
  }),
  z.looseObject({
    kind: z.literal('ramping'),
    startRate: number,
    stages: z.array(z.looseObject({ target: number, durationMs: number })),
    timeUnitMs: number.positive(),
    startMs: number,
  }),
]);

const subject = z.discriminatedUnion('of', [
  z.looseObject({
    of: z.literal('call'),
    call: text,
    measure: z.enum(['duration', 'firstMessage', 'longestGap', 'messages', 'failed']),
  }),
  z.looseObject({
    of: z.literal('journey'),
    journey: text,
    measure: z.enum(['duration', 'response', 'failed']),
  }),
  z.looseObject({ of: z.literal('metric'), metric: text, measure: z.literal('duration') }),
  z.looseObject({ of: z.literal('run'), measure: z.enum(['failed', 'rate']) }),
]);

const observedSubject = z.looseObject({
  of: z.literal('observed'),
  series: text,
  measure: z.literal('value'),
});

const threshold = z.looseObject({
  id: text,
  level: z.enum(['fail', 'warn']),
  subject,
  stat: text.regex(/^(?:p\d+(?:\.\d+)?|avg|med|min|max|share|rate|perStream)$/, 'is no figure'),
  op: z.enum(['<=', '>=']),
  bound: number,
  minSamples: number.optional(),
  why: text,
  text,
  abortAfterMs: number.optional(),
});

const observed = z.looseObject({
  name: text,
  source: text,
  from: text,
  unit: text,
  thresholds: z.array(threshold.extend({ subject: observedSubject })),
});

const range = z.looseObject({ min: number, max: number });

/** Checks the fields that can be calculated from the others. @returns what is wrong, by its path */
function notDerived({ journeys, curve, loadMs }: Pick<RunSpec, 'journeys' | 'curve' | 'loadMs'>) {
  const planned = journeys.flatMap(({ schedule, planned: { min, max } }, index) => {
    const due = plannedIterations(schedule);
    const message = `is ${min} to ${max}, but the schedule has ${due.min} to ${due.max}`;
    return min === due.min && max === due.max ? [] : [{ path: ['journeys', index, 'planned'], message }];
  });
  const lengthMs = journeys.length > 0 ? loadLengthMs(curve as LoadCurve, journeys) : loadMs;
  const message = `is ${loadMs}, but the load has ${lengthMs} ms`;
  return [...planned, ...(loadMs === lengthMs ? [] : [{ path: ['loadMs'], message }])];
}

/** Schema of `run.json`, as strict as its readers need it. Unknown fields are allowed: a later version may add some. */
export const specFile = z
  .looseObject({
    version: z.literal(SPEC_VERSION),
    loadline: text,
    test: text.optional(),
    versions: z.record(z.string(), z.string()).optional(),
    suite: text,
    runId: text,
    target: text,
    profile: text,
    users: number,
    curve: z.array(z.looseObject({ atMs: number, users: number })),
    loadMs: number.min(0),
    warmUpMs: number.min(1_000).optional(),
    journeys: z.array(
      z.looseObject({
        name: text,
        everyMs: z.union([number, z.literal('once')]),
        maxDurationMs: number,
        schedule,
        planned: range,
        virtualUsers: number,
        calls: texts,
        metrics: texts,
      }),
    ),
    calls: z.array(
      z.looseObject({
        call: text,
        phase: z.enum(['setup', 'load', 'teardown']),
        isStream: z.boolean(),
        protocol: z.enum(['grpc', 'http']),
      }),
    ),
    steps: z.array(z.looseObject({ number, users: number, offered: number })),
    thresholds: z.array(threshold),
    metrics: z.looseObject({
      kinds: z.record(text, z.enum(['times', 'count'])),
      filters: z.array(z.looseObject({ metric: text, among: text, filter: text, hint: text })),
      unfinished: z.array(z.looseObject({ metric: text, what: text })),
    }),
    probes: z.array(z.looseObject({ call: text, credential: text })).optional(),
    causes: texts,
    settings: z.array(z.looseObject({ name: text, value: text, source: text })),
    debug: z.literal(false, 'is true, but --debug leaves no run.json'),
    instances: z.int().min(1).max(MOST_INSTANCES),
    flat: z.boolean(),
    fault: text.optional(),
    madeBy: text.optional(),
    cleanUp: z.literal('none').optional(),
    observed: z.array(observed).optional(),
    trace: z
      .looseObject({
        perMillion: z.int().min(1).max(1_000_000),
        // A page must not link to another scheme, whoever wrote the file.
        link: text
          .refine((link) => traceLinkProblem(link) === undefined, 'is no address of a trace')
          .optional(),
      })
      .optional(),
  })
  .superRefine((spec, context) => {
    for (const { path, message } of notDerived(spec as unknown as RunSpec))
      context.addIssue({ code: 'custom', path, message });
  });
