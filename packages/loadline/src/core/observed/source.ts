import type { ObservedThreshold } from '../thresholds/threshold';

/** Kinds of `observe` in the file of an environment. */
export const SOURCE_KINDS = ['metrics', 'promql', 'process', 'cgroup', 'kubernetes'] as const;

export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Figures of a process that can be observed, each with its unit. 100% of `cpu` is one busy processor. */
export const PROCESS_FIGURES = { cpu: '%', rss: 'bytes', fds: 'files', threads: 'threads' } as const;

/** Figures of the control group of a container. `throttled` is the share of time in which it had to wait for its quota. */
export const CGROUP_FIGURES = {
  cpu: '%',
  cpu_of_limit: '%',
  throttled: '%',
  memory: 'bytes',
  memory_of_limit: '%',
} as const;

/** Figures of the pods that a label selector matches, added up. */
export const KUBERNETES_FIGURES = { cpu: '%', memory: 'bytes', pods: 'pods' } as const;

/** One observed series, as `run.json` contains it. */
export interface ObservedSeries {
  readonly name: string;
  /** Name of the source in the environment. */
  readonly source: string;
  /** What is observed, as reports show it: `jobs_waiting{queue="checks"} of http://127.0.0.1:9100/metrics`. */
  readonly from: string;
  /**
   * Unit of the values: `%` (shares of 1), `bytes`, `ms`, or any other word.
   */
  readonly unit: string;
  readonly thresholds: readonly ObservedThreshold[];
}

/** How a series is read from its source. */
export interface SeriesQuery extends ObservedSeries {
  /** Of a process, a control group or pods: the figure. */
  readonly figure?: string;
  /** Of a page of metrics: the name of the metric, and labels that it must have. */
  readonly metric?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of a PromQL server: the query. */
  readonly query?: string;
  /** Whether the value is the increase per second. Absent: yes for counters, and for counts and sums of histograms. */
  readonly isRate?: boolean;
  /** Each value is multiplied by this. */
  readonly factor: number;
}

/** A checked source of observed series. It has names of variables with secrets, but no secret itself. */
export interface ObservedSource {
  readonly name: string;
  readonly kind: SourceKind;
  readonly url?: string;
  readonly pid?: number;
  readonly pidFile?: string;
  /** Folder of a control group. */
  readonly path?: string;
  /** Namespace and label selector of pods. */
  readonly namespace?: string;
  readonly pods?: string;
  /** Name of the variable that holds the token. */
  readonly token?: string;
  /** Other headers: for each, the name of the variable that holds its value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Time between two readings, in ms. */
  readonly everyMs: number;
  /** Whether the run begins even when the source gives no value before the load. */
  readonly isOptional: boolean;
  readonly series: readonly SeriesQuery[];
}

/** Adds the series of its sources to a spec, without the details of how they are read. */
export function withObserved<T extends object>(
  spec: T,
  sources: readonly ObservedSource[] = [],
): T & { readonly observed?: readonly ObservedSeries[] } {
  const observed = sources.flatMap(({ series }) =>
    series.map(({ name, source, from, unit, thresholds }) => ({ name, source, from, unit, thresholds })),
  );
  return observed.length === 0 ? spec : { ...spec, observed };
}

/** The thresholds on the observed series of a run, in the order in which the judge adds their results to those of the suite. */
export function thresholdsOfSeries(series: readonly ObservedSeries[] = []): readonly ObservedThreshold[] {
  return series.flatMap(({ thresholds }) => thresholds);
}
