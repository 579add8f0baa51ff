import { own } from '../text/own';
import { isPercentile } from './time-stats';

/** One bound, or two: past `warn` it is listed, past `fail` the run fails. */
export type Bound = string | { readonly warn?: string; readonly fail?: string };

/** Bounds on times: `avg`, `med`, `min`, `max` and any `pN` as `"500ms"`. */
export type TimeBounds = Readonly<Record<string, Bound>>;

/** `thresholds/<suite>.json`. Every entry says `why` it is there. */
export interface LimitsFile extends LimitSet {
  /** Where the JSON schema of the file is, for editors. */
  readonly $schema?: string;
  /** Added to the others, and replacing equal ones, under the named profile. */
  readonly profiles?: Readonly<Record<string, LimitSet>>;
}

/** Limits by what they bound. */
export interface LimitSet {
  /** By call: bounds on its duration next to `failed`, `firstMessage` and `messages` (streams) and `minSamples`. */
  readonly calls?: Readonly<Record<string, LimitEntry>>;
  /** By journey: `duration` and `response` (from the due instant), `failed`, `minSamples`. */
  readonly journeys?: Readonly<Record<string, LimitEntry>>;
  /** By metric of the suite's own, where it holds times: bounds on them. */
  readonly metrics?: Readonly<Record<string, LimitEntry>>;
  /** The run as a whole: `rate` of calls (`">= 10/s"`) and `failed`. */
  readonly run?: LimitEntry;
}

/** One entry of a limits file. */
export type LimitEntry = Readonly<Record<string, Bound | TimeBounds | Abort | number>>;

/** When a broken limit ends the run. */
export interface Abort {
  /** Stops the run when the limit is broken, but not before this long into it. */
  readonly after: string;
}

/** What a rule reads, in an aggregate or in k6's metrics. */
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
export interface Rule {
  /** Path in the limits file, or the name of the validity rule: `calls.CreateVacancy.p95`. */
  readonly id: string;
  /** A broken `limit` fails the run, a broken `warn` is listed; without any sample both make it invalid. */
  readonly level: 'limit' | 'warn';
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

/** A limits file as rules; what a bundle carries. */
export interface CompiledLimits {
  readonly common: readonly Rule[];
  readonly profiles: Readonly<Record<string, readonly Rule[]>>;
}

/** The rules under one profile: its own replace the common ones on the same figure. */
export function rulesUnder({ common, profiles }: CompiledLimits, profile: string): Rule[] {
  const key = ({ level, id }: Rule) => `${level} ${id}`;
  const rules = [...common, ...(own(profiles, profile) ?? [])];
  return [...new Map(rules.map((rule) => [key(rule), rule])).values()];
}

/** The bound as reports give it: `≤ 500ms`, `>= 10/s`. */
export function boundText({ stat, text }: Pick<Rule, 'stat' | 'text'>): string {
  return stat === 'rate' || stat === 'perStream' ? text : `≤ ${text}`;
}

/** Percentiles that the rules need, such as `p97.5`. */
export function percentilesOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.map((rule) => rule.stat).filter(isPercentile))];
}
