import { own } from '../text/own';
import { isPercentile } from './time-stats';

/** One bound, or two: a figure past `warn` gives a warning, past `fail` it fails the run. */
export type Bound = string | { readonly warn?: string; readonly fail?: string };

/** Bounds on times, by figure: `avg`, `med`, `min`, `max` and any `pN`, as `"500ms"`. */
export type TimeBounds = Readonly<Record<string, Bound>>;

/** The content of `thresholds/<suite>.json`. Every entry gives its reason in `why`. */
export interface ThresholdsFile extends ThresholdSet {
  /** Where the JSON schema of the file is, for editors. */
  readonly $schema?: string;
  /** Thresholds for one profile. They are added to the common ones, and replace those on the same figure. */
  readonly profiles?: Readonly<Record<string, ThresholdSet>>;
}

/** Thresholds by subject. */
export interface ThresholdSet {
  /** By call: bounds on its duration, and `failed`, `firstMessage`, `longestGap`, `messages` (all of streams) and `minSamples`. */
  readonly calls?: Readonly<Record<string, ThresholdEntry>>;
  /** By journey: `duration`, `response` (from the scheduled start), `failed`, `minSamples`. */
  readonly journeys?: Readonly<Record<string, ThresholdEntry>>;
  /** By the suite's own metric, when it holds times: bounds on them. */
  readonly metrics?: Readonly<Record<string, ThresholdEntry>>;
  /** The run as a whole: `rate` of calls (`">= 10/s"`) and `failed`. */
  readonly run?: ThresholdEntry;
}

/** One entry of a thresholds file. */
export type ThresholdEntry = Readonly<Record<string, Bound | TimeBounds | Abort | number>>;

/** When a broken threshold ends the run. */
export interface Abort {
  /** Time after the start of the run from which on a broken threshold stops it. */
  readonly after: string;
}

/** The figures that a threshold bounds, in an aggregate or in k6's metrics. */
export type Subject =
  | {
      readonly of: 'call';
      readonly call: string;
      readonly measure: 'duration' | 'firstMessage' | 'longestGap' | 'messages' | 'failed';
    }
  | {
      readonly of: 'journey';
      readonly journey: string;
      readonly measure: 'duration' | 'response' | 'failed';
    }
  | { readonly of: 'metric'; readonly metric: string; readonly measure: 'duration' }
  | { readonly of: 'run'; readonly measure: 'failed' | 'rate' };

/** An observed series: figures of another system, read during the run. */
export interface ObservedSubject {
  readonly of: 'observed';
  readonly series: string;
  readonly measure: 'value';
}

/** A threshold on an observed series. The environment declares it, and k6 does not evaluate it. */
export type ObservedThreshold = Threshold<ObservedSubject>;

/** One condition that a run has to meet. */
export interface Threshold<S = Subject> {
  /** Path in the thresholds file, such as `calls.CreateVacancy.p95`, or the name of a validity rule. */
  readonly id: string;
  /**
   * A broken `fail` threshold fails the run, a broken `warn` threshold is listed. Either makes the run invalid when it has
   * no sample.
   */
  readonly level: 'fail' | 'warn';
  readonly subject: S;
  /** `p95`, `avg`, `med`, `min`, `max`, `share` (0 to 1), `rate` (per second) or `perStream` (mean count per stream). */
  readonly stat: string;
  readonly op: '<=' | '>=';
  /** In ms, as a share of 1, per second, per stream, or in the unit of an observed series. */
  readonly bound: number;
  /** With fewer samples than this the threshold is not judged. Absent: the default of its figure. */
  readonly minSamples?: number;
  readonly why: string;
  /** The bound as written in the file: `500ms`, `1%`. */
  readonly text: string;
  /** A broken threshold stops the run from this many ms on. */
  readonly abortAfterMs?: number;
}

/** The thresholds of a file, as a bundle carries them. */
export interface CompiledThresholds {
  readonly common: readonly Threshold[];
  readonly profiles: Readonly<Record<string, readonly Threshold[]>>;
}

/** Returns the thresholds for one profile. Its own thresholds replace the common ones on the same figure. */
export function thresholdsUnder({ common, profiles }: CompiledThresholds, profile: string): Threshold[] {
  const key = ({ level, id }: Threshold) => `${level} ${id}`;
  const thresholds = [...common, ...(own(profiles, profile) ?? [])];
  return [...new Map(thresholds.map((threshold) => [key(threshold), threshold])).values()];
}

/** Writes the bound as reports show it: `≤ 500ms`, `>= 10/s`. */
export function boundText({ text }: Pick<Threshold, 'text'>): string {
  return /^[<>]= /.test(text) ? text : `≤ ${text}`;
}

/** Finds the percentiles that the thresholds need, such as `p97.5`. */
export function percentilesOf(thresholds: readonly Pick<Threshold, 'stat'>[]): string[] {
  return [...new Set(thresholds.map((threshold) => threshold.stat).filter(isPercentile))];
}
