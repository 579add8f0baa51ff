import { own } from '../text/own';
import { isPercentile } from './time-stats';

/** One bound, or two: past `warn` it is listed, past `fail` the run fails. */
export type Bound = string | { readonly warn?: string; readonly fail?: string };

/** Bounds on times: `avg`, `med`, `min`, `max` and any `pN` as `"500ms"`. */
export type TimeBounds = Readonly<Record<string, Bound>>;

/** `thresholds/<suite>.json`. Every entry says `why` it is there. */
export interface ThresholdsFile extends ThresholdSet {
  /** Where the JSON schema of the file is, for editors. */
  readonly $schema?: string;
  /** Added to the others, and replacing equal ones, under the named profile. */
  readonly profiles?: Readonly<Record<string, ThresholdSet>>;
}

/** Thresholds by what they bound. */
export interface ThresholdSet {
  /** By call: bounds on its duration next to `failed`, `firstMessage` and `messages` (streams) and `minSamples`. */
  readonly calls?: Readonly<Record<string, ThresholdEntry>>;
  /** By journey: `duration` and `response` (from the scheduled start), `failed`, `minSamples`. */
  readonly journeys?: Readonly<Record<string, ThresholdEntry>>;
  /** By metric of the suite's own, where it holds times: bounds on them. */
  readonly metrics?: Readonly<Record<string, ThresholdEntry>>;
  /** The run as a whole: `rate` of calls (`">= 10/s"`) and `failed`. */
  readonly run?: ThresholdEntry;
}

/** One entry of a thresholds file. */
export type ThresholdEntry = Readonly<Record<string, Bound | TimeBounds | Abort | number>>;

/** When a broken threshold ends the run. */
export interface Abort {
  /** Stops the run when the bound is broken, but not before this long into it. */
  readonly after: string;
}

/** What a threshold reads, in an aggregate or in k6's metrics. */
export type Subject =
  | {
      readonly of: 'call';
      readonly call: string;
      readonly measure: 'duration' | 'firstMessage' | 'messages' | 'failed';
    }
  | {
      readonly of: 'journey';
      readonly journey: string;
      readonly measure: 'duration' | 'response' | 'failed';
    }
  | { readonly of: 'metric'; readonly metric: string; readonly measure: 'duration' }
  | { readonly of: 'run'; readonly measure: 'failed' | 'rate' };

/** One condition that a run has to meet. */
export interface Threshold {
  /** Path in the thresholds file, or the name of the validity threshold: `calls.CreateVacancy.p95`. */
  readonly id: string;
  /** A broken `threshold` fails the run, a broken `warn` is listed; without any sample both make it invalid. */
  readonly level: 'fail' | 'warn';
  readonly subject: Subject;
  /** `p95`, `avg`, `med`, `min`, `max`, `share` (0 to 1), `rate` (per second) or `perStream` (mean of a count by stream). */
  readonly stat: string;
  readonly op: '<=' | '>=';
  /** In ms, as a share of 1, per second, or per stream. */
  readonly bound: number;
  /** Fewer samples than this are too few to judge by; absent: as many as its figure needs. */
  readonly minSamples?: number;
  readonly why: string;
  /** As written: `500ms`, `1%`. */
  readonly text: string;
  /** Stop the run when broken, from this many ms on. */
  readonly abortAfterMs?: number;
}

/** A thresholds file as thresholds; what a bundle carries. */
export interface CompiledThresholds {
  readonly common: readonly Threshold[];
  readonly profiles: Readonly<Record<string, readonly Threshold[]>>;
}

/** The thresholds under one profile: its own replace the common ones on the same figure. */
export function thresholdsUnder({ common, profiles }: CompiledThresholds, profile: string): Threshold[] {
  const key = ({ level, id }: Threshold) => `${level} ${id}`;
  const thresholds = [...common, ...(own(profiles, profile) ?? [])];
  return [...new Map(thresholds.map((threshold) => [key(threshold), threshold])).values()];
}

/** The bound as reports give it: `≤ 500ms`, `>= 10/s`. */
export function boundText({ stat, text }: Pick<Threshold, 'stat' | 'text'>): string {
  return stat === 'rate' || stat === 'perStream' ? text : `≤ ${text}`;
}

/** Percentiles that the thresholds need, such as `p97.5`. */
export function percentilesOf(thresholds: readonly Threshold[]): string[] {
  return [...new Set(thresholds.map((threshold) => threshold.stat).filter(isPercentile))];
}
