import { z } from 'zod';
import {
  CGROUP_FIGURES,
  KUBERNETES_FIGURES,
  PROCESS_FIGURES,
  SOURCE_KINDS,
  type SourceKind,
} from '../core/observed/source';
import { ask, text } from './schema';
import { baseUrl, interval, type KeyKinds, secretHeaders, secretVariable, wrongKeys } from './source-fields';

const NETWORK = ['metrics', 'promql', 'kubernetes'] as const;
/** Kinds whose values are in a unit that only the user knows. */
const OF_THE_USER = ['metrics', 'promql'] as const;
const WITH_FIGURES = ['process', 'cgroup', 'kubernetes'] as const;

const SOURCE_KEYS: KeyKinds<SourceKind> = {
  allow: {
    url: NETWORK,
    token: NETWORK,
    headers: NETWORK,
    pid: ['process'],
    pidFile: ['process'],
    path: ['cgroup'],
    namespace: ['kubernetes'],
    pods: ['kubernetes'],
  },
  need: { url: NETWORK, path: ['cgroup'], namespace: ['kubernetes'], pods: ['kubernetes'] },
};

const SERIES_KEYS: KeyKinds<SourceKind> = {
  allow: {
    figure: WITH_FIGURES,
    metric: ['metrics'],
    labels: ['metrics'],
    rate: ['metrics'],
    query: ['promql'],
    factor: OF_THE_USER,
    unit: OF_THE_USER,
  },
  need: { metric: ['metrics'], query: ['promql'], unit: OF_THE_USER },
};

/** Figures that the sources of a kind have, with their units. Absent: the series says what it reads. */
export const FIGURES: Partial<Record<SourceKind, Readonly<Record<string, string>>>> = {
  process: PROCESS_FIGURES,
  cgroup: CGROUP_FIGURES,
  kubernetes: KUBERNETES_FIGURES,
};

const UNIT = 'is no unit: write %, bytes, ms, s, or a word such as jobs or jobs/s';

const series = z.strictObject(
  {
    figure: text.optional(),
    metric: text.optional(),
    labels: z.record(z.string(), z.string('write a text'), 'write labels with their values').optional(),
    rate: z.boolean('write true or false').optional(),
    query: text.optional(),
    unit: text.regex(/^(?:%|[A-Za-z][^\s,;<>"'`]{0,19})$/, UNIT).optional(),
    factor: z.number('write a number, such as 0.01').positive('write a number above 0').optional(),
    /** Bounds with their reason, as an entry of `thresholds/<suite>.json`. */
    threshold: z.record(z.string(), z.unknown(), 'write bounds, such as { max: "80%", why: … }').optional(),
  },
  ask('write what it observes, such as { figure: cpu }'),
);

const seriesName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    'is not the name of a series: write small letters, digits and _, such as queue_lag',
  );

const source = z
  .strictObject(
    {
      kind: z.enum(SOURCE_KINDS, ask(`write one of ${SOURCE_KINDS.join(', ')}`)),
      url: baseUrl.optional(),
      token: secretVariable.optional(),
      headers: secretHeaders.optional(),
      pid: z.int('write the number of a process').min(1, 'write the number of a process').optional(),
      pidFile: text.optional(),
      path: text
        .regex(/^\/sys\/fs\/cgroup\//, 'is no control group: write its folder below /sys/fs/cgroup')
        .optional(),
      namespace: text
        .regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, 'is no name of a namespace: write one such as shop')
        .optional(),
      pods: text.optional(),
      every: interval.optional(),
      optional: z.boolean('write true or false').optional(),
      series: z
        .record(seriesName, series, ask('write series by name, such as cpu: { figure: cpu }'))
        .refine((all) => Object.keys(all).length > 0, { error: 'is empty: write a series' }),
    },
    ask('write kind and series'),
  )
  .superRefine((file, context) => {
    const { kind } = file;
    const issue = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const { key, message } of wrongKeys(file, kind, SOURCE_KEYS, 'a source')) issue([key], message);
    if (kind === 'process' && (file.pid === undefined) === (file.pidFile === undefined))
      issue(['pid'], 'write either pid, or pidFile with the path of a file that contains it');
    for (const [name, one] of Object.entries(file.series)) {
      for (const { key, message } of wrongKeys(one, kind, SERIES_KEYS, 'a series of a source'))
        issue(['series', name, key], message);
      const known = FIGURES[kind];
      const figure = one.figure ?? name;
      if (known && !Object.hasOwn(known, figure))
        issue(
          ['series', name, ...(one.figure === undefined ? [] : ['figure'])],
          `there is no figure ${figure}: write figure: with one of ${Object.keys(known).join(', ')}`,
        );
    }
  });

const sourceName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'is not the name of a source: write small letters, digits and dashes, such as worker',
  );

/** `observe` of an environment: sources of series by name. */
export const observeFile = z.record(
  sourceName,
  source,
  'write sources by name, such as service: { kind: process, pidFile: /run/service.pid, series: { cpu: {} } }',
);

export type SourceFile = z.infer<typeof source>;
export type SeriesFile = z.infer<typeof series>;
