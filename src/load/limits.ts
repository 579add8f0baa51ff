import { DurationError, parseDuration } from './duration';
import { didYouMean } from './nearest';
import type { Problem } from './problem';

/** One bound, or two: past `warn` it is listed, past `fail` the run fails. */
export type Bound = string | { readonly warn?: string; readonly fail?: string };

/** Bounds on times: `avg`, `med`, `min`, `max` and any `pN` as `"500ms"`. */
export type TimeBounds = Readonly<Record<string, Bound>>;

/** `thresholds/<suite>.json`. Every entry says `why` it is there. */
export interface LimitsFile extends LimitSet {
  /** Added to the others, and replacing equal ones, under the named profile. */
  readonly profiles?: Readonly<Record<string, LimitSet>>;
}

/** Limits by what they bound. */
export interface LimitSet {
  /** By call: bounds on its duration next to `failed`, `firstMessage` (streams) and `minCount`. */
  readonly calls?: Readonly<Record<string, LimitEntry>>;
  /** By journey: `duration` and `response` (from the due instant), `failed`, `minCount`. */
  readonly journeys?: Readonly<Record<string, LimitEntry>>;
  /** The run as a whole: `rate` of calls (`">= 10/s"`) and `failed`. */
  readonly run?: LimitEntry;
}

/** One entry of a limits file. */
export type LimitEntry = Readonly<Record<string, Bound | TimeBounds | Abort | number>>;

interface Abort {
  /** Stops the run when the limit is broken, but not before this long into it. */
  readonly after: string;
}

/** What a rule reads, in an aggregate or in k6's metrics. */
export type Subject =
  | {
      readonly of: 'call';
      readonly call: string;
      readonly measure: 'duration' | 'firstMessage' | 'failed';
    }
  | {
      readonly of: 'journey';
      readonly journey: string;
      readonly measure: 'duration' | 'response' | 'failed';
    }
  | { readonly of: 'run'; readonly measure: 'failed' | 'rate' };

/** One condition that a run has to meet. */
export interface Rule {
  /** Path in the limits file, or the name of the validity rule: `calls.CreateVacancy.p95`. */
  readonly id: string;
  /** A broken `limit` fails the run, a broken `warn` is listed; without data both make it invalid. */
  readonly level: 'limit' | 'warn';
  readonly subject: Subject;
  /** `p95`, `avg`, `med`, `min`, `max`, `share` (0 to 1) or `rate` (per second). */
  readonly stat: string;
  readonly op: '<=' | '>=';
  /** In ms, as a share of 1, or per second. */
  readonly bound: number;
  /** Fewer samples than this are too few to judge by. */
  readonly minCount: number;
  readonly why: string;
  /** As written: `500ms`, `1%`. */
  readonly text: string;
  /** Stop the run when broken, from this many ms on. */
  readonly abortAfterMs?: number;
}

/** What a suite has, as far as limits can name it. */
export interface SuiteNames {
  readonly calls: readonly string[];
  /** Calls that answer with a stream. */
  readonly streams: readonly string[];
  readonly journeys: readonly string[];
  readonly profiles: readonly string[];
}

const TIME_STATS = ['avg', 'med', 'min', 'max'];
const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100)$/;
const SUBJECTS = ['calls', 'journeys', 'run'];
const OTHER_KEYS = ['why', 'minCount', 'abort'];

/** A limits file as rules; what a bundle carries. */
export interface CompiledLimits {
  readonly common: readonly Rule[];
  readonly profiles: Readonly<Record<string, readonly Rule[]>>;
}

/**
 * Turns a limits file into rules, all of it checked but the names of calls, journeys and profiles: see {@link unknownNames}.
 * Limits of every profile are read, so that a mistake shows before the profile is used.
 * @param where names the file in problems, e.g. `thresholds/vacancies.json`
 * @returns rules, and everything that is wrong with the file (then the rules must not be used)
 */
export function compileLimits(
  file: LimitsFile,
  where: string,
): { limits: CompiledLimits; problems: Problem[] } {
  const reader = new LimitsReader(where);
  const { profiles = {}, ...rest } = file;
  const common = reader.set(rest, '');
  const byProfile = Object.entries(profiles).map(
    ([name, set]) => [name, reader.set(set, `profiles.${name}.`)] as const,
  );
  return { limits: { common, profiles: Object.fromEntries(byProfile) }, problems: reader.problems };
}

/**
 * Names in a limits file that its suite does not have: calls, journeys, profiles, and first messages of calls that do not
 * answer with a stream.
 * @param where names the file in problems
 */
export function unknownNames(
  { common, profiles }: CompiledLimits,
  names: SuiteNames,
  where: string,
): Problem[] {
  const problems = new Map<string, Problem>();
  const known = (path: string, kind: string, name: string, valid: readonly string[]) => {
    if (valid.includes(name)) return;
    problems.set(path, {
      where: `${where}: ${path}`,
      message: `there is no ${kind} "${name}": ${didYouMean(name, valid)}`,
    });
  };
  const check = (prefix: string, { subject }: Rule) => {
    if (subject.of === 'call') known(`${prefix}calls.${subject.call}`, 'call', subject.call, names.calls);
    if (subject.of === 'journey')
      known(`${prefix}journeys.${subject.journey}`, 'journey', subject.journey, names.journeys);
    if (subject.of === 'call' && subject.measure === 'firstMessage' && names.calls.includes(subject.call)) {
      known(`${prefix}calls.${subject.call}.firstMessage`, 'stream', subject.call, names.streams);
    }
  };
  for (const rule of common) check('', rule);
  for (const [profile, rules] of Object.entries(profiles)) {
    known(`profiles.${profile}`, 'profile', profile, names.profiles);
    for (const rule of rules) check(`profiles.${profile}.`, rule);
  }
  return [...problems.values()];
}

/** The rules under one profile: its own replace the common ones on the same figure. */
export function rulesUnder({ common, profiles }: CompiledLimits, profile: string): Rule[] {
  const key = ({ level, id }: Rule) => `${level} ${id}`;
  const rules = [...common, ...(profiles[profile] ?? [])];
  return [...new Map(rules.map((rule) => [key(rule), rule])).values()];
}

/** Percentiles that the rules need, such as `p97.5`. */
export function percentilesOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.map((rule) => rule.stat).filter((stat) => PERCENTILE.test(stat)))];
}

class LimitsReader {
  readonly problems: Problem[] = [];

  constructor(private readonly where: string) {}

  set(set: LimitSet, prefix: string): Rule[] {
    const rules: Rule[] = [];
    for (const key of Object.keys(set)) {
      this.knownKey(key, prefix === '' ? [...SUBJECTS, 'profiles'] : SUBJECTS, prefix + key);
    }
    for (const [call, entry] of Object.entries(set.calls ?? {})) {
      rules.push(
        ...this.entry(entry, prefix, `calls.${call}`, ['failed', 'firstMessage'], { of: 'call', call }),
      );
    }
    for (const [journey, entry] of Object.entries(set.journeys ?? {})) {
      rules.push(
        ...this.entry(entry, prefix, `journeys.${journey}`, ['duration', 'response', 'failed'], {
          of: 'journey',
          journey,
        }),
      );
    }
    if (set.run) rules.push(...this.entry(set.run, prefix, 'run', ['rate', 'failed'], { of: 'run' }));
    return rules;
  }

  private knownKey(key: string, valid: readonly string[], path: string): void {
    if (!valid.includes(key)) this.problem(path, `there is no key "${key}": ${didYouMean(key, valid)}`);
  }

  private entry(
    entry: LimitEntry,
    prefix: string,
    path: string,
    measures: readonly string[],
    owner: { of: 'call'; call: string } | { of: 'journey'; journey: string } | { of: 'run' },
  ): Rule[] {
    const at = prefix + path;
    const why = entry.why;
    if (typeof why !== 'string' || why.trim() === '') {
      this.problem(`${at}.why`, 'is missing: say in a sentence why this limit is there');
    }
    const common = {
      why: typeof why === 'string' ? why : '',
      minCount: this.minCount(entry.minCount, `${at}.minCount`),
      ...this.abort(entry.abort, `${at}.abort`),
    };
    const rules: Rule[] = [];
    for (const [key, value] of Object.entries(entry)) {
      if (OTHER_KEYS.includes(key)) continue;
      const isTime = owner.of === 'call' && isTimeStat(key);
      if (!isTime && !measures.includes(key)) {
        const valid = [
          ...measures,
          ...OTHER_KEYS,
          ...(owner.of === 'call' ? [...TIME_STATS, 'p95', 'p99'] : []),
        ];
        this.problem(
          `${at}.${key}`,
          `there is no key "${key}": ${didYouMean(key, valid)} (any pN is a percentile)`,
        );
        continue;
      }
      if (isTime) {
        const subject: Subject = { ...owner, measure: 'duration' };
        rules.push(...this.bounds(value, `${path}.${key}`, `${at}.${key}`, key, subject, common));
      } else if (key === 'failed') {
        const subject: Subject = { ...owner, measure: 'failed' };
        rules.push(...this.bounds(value, `${path}.failed`, `${at}.failed`, 'share', subject, common));
      } else if (key === 'rate' && owner.of === 'run') {
        rules.push(
          ...this.bounds(value, 'run.rate', `${at}.rate`, 'rate', { ...owner, measure: 'rate' }, common),
        );
      } else {
        rules.push(
          ...this.times(
            value,
            `${path}.${key}`,
            `${at}.${key}`,
            { ...owner, measure: key } as Subject,
            common,
          ),
        );
      }
    }
    if (rules.length === 0) this.problem(at, 'holds no limit: write one, such as "failed": "1%"');
    return rules;
  }

  private times(
    value: LimitEntry[string] | undefined,
    id: string,
    at: string,
    subject: Subject,
    common: Common,
  ): Rule[] {
    if (typeof value !== 'object' || value === null) {
      this.problem(at, `is ${JSON.stringify(value)}: write an object, such as { "p95": "2s" }`);
      return [];
    }
    return Object.entries(value).flatMap(([stat, bound]) => {
      if (!isTimeStat(stat)) {
        this.problem(
          `${at}.${stat}`,
          `there is no key "${stat}": ${didYouMean(stat, [...TIME_STATS, 'p95', 'p99'])}`,
        );
        return [];
      }
      return this.bounds(bound, `${id}.${stat}`, `${at}.${stat}`, stat, subject, common);
    });
  }

  private bounds(
    value: LimitEntry[string] | undefined,
    id: string,
    at: string,
    stat: string,
    subject: Subject,
    common: Common,
  ): Rule[] {
    const given = typeof value === 'string' ? { fail: value } : value;
    if (typeof given !== 'object' || given === null) {
      this.problem(at, `is ${JSON.stringify(value)}: write a text, such as ${EXAMPLE[kindOf(stat)]}`);
      return [];
    }
    const rules: Rule[] = [];
    for (const [key, text] of Object.entries(given)) {
      this.knownKey(key, ['warn', 'fail'], `${at}.${key}`);
      const path = typeof value === 'string' ? at : `${at}.${key}`;
      const parsed =
        typeof text === 'string'
          ? parseBound(text, kindOf(stat))
          : { message: `is ${JSON.stringify(text)}: write a text, such as ${EXAMPLE[kindOf(stat)]}` };
      if ('message' in parsed) this.problem(path, parsed.message);
      else {
        const level = key === 'warn' ? 'warn' : 'limit';
        rules.push({
          ...common,
          id,
          level,
          subject,
          stat,
          op: parsed.op,
          bound: parsed.bound,
          text: String(text),
        });
      }
    }
    return rules;
  }

  private minCount(value: unknown, at: string): number {
    if (value === undefined) return 1;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    this.problem(at, `is ${JSON.stringify(value)}: write a whole number from 1 upwards`);
    return 1;
  }

  private abort(value: unknown, at: string): { abortAfterMs?: number } {
    if (value === undefined) return {};
    try {
      const after = (value as Partial<Abort> | null)?.after;
      if (typeof after === 'string') return { abortAfterMs: parseDuration(after) };
    } catch (error) {
      if (!(error instanceof DurationError)) throw error;
    }
    this.problem(at, `is ${JSON.stringify(value)}: write { "after": "30s" }`);
    return {};
  }

  private problem(path: string, message: string): void {
    this.problems.push({ where: `${this.where}: ${path}`, message });
  }
}

type Common = Pick<Rule, 'why' | 'minCount' | 'abortAfterMs'>;
type BoundKind = 'time' | 'share' | 'rate';

const EXAMPLE: Record<BoundKind, string> = { time: '"500ms"', share: '"1%"', rate: '">= 10/s"' };

function kindOf(stat: string): BoundKind {
  return stat === 'share' || stat === 'rate' ? stat : 'time';
}

function isTimeStat(key: string): boolean {
  return TIME_STATS.includes(key) || PERCENTILE.test(key);
}

function parseBound(text: string, kind: BoundKind): { op: Rule['op']; bound: number } | { message: string } {
  if (kind === 'time') {
    try {
      return { op: '<=', bound: parseDuration(text) };
    } catch (error) {
      if (error instanceof DurationError) return { message: error.message };
      throw error;
    }
  }
  if (kind === 'share') {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
    if (percent !== undefined && Number(percent) <= 100) return { op: '<=', bound: Number(percent) / 100 };
    return { message: `"${text}" is not a share: write a percentage from 0% to 100%, such as "1%"` };
  }
  const rate = /^(>=|<=) (\d+(?:\.\d+)?)\/s$/.exec(text);
  if (rate) return { op: rate[1] === '>=' ? '>=' : '<=', bound: Number(rate[2]) };
  return { message: `"${text}" is not a rate: write ">= 10/s" or "<= 10/s"` };
}
