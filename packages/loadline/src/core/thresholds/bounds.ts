import { shareOf } from '../text/amount';
import { DurationError, parseDuration } from '../text/duration';
import { didYouMean } from '../text/nearest';
import type { Problem } from '../text/problem';
import type { ObservedSubject, Subject, Threshold, ThresholdEntry } from './threshold';
import { isPercentile, isTimeStat, TIME_STATS, usualSpelling } from './time-stats';

/** The place of a bound in a thresholds file. */
export interface Place {
  /** ID of the threshold: the path without the profile. */
  readonly id: string;
  /** Full path in the file. */
  readonly at: string;
}

/** The fields that all thresholds of one entry share. */
export type Common = Pick<Threshold, 'why' | 'minSamples' | 'abortAfterMs'>;

type Value = ThresholdEntry[string] | undefined;

/** A figure and how its bounds are written. */
interface BoundedFigure {
  readonly stat: string;
  readonly example: string;
  /** Reads a bound. `text`: how reports show it, if not as it is written. */
  readonly parse: (
    text: string,
  ) => { op: Threshold['op']; bound: number; text?: string } | { message: string };
}

/** Reads the values of a thresholds file, and collects what is wrong with them. */
export class BoundsReader {
  readonly problems: Problem[] = [];

  /** @param where name of the file in problems */
  constructor(private readonly where: string) {}

  /** Reads bounds on several figures of times: `{ "p95": "2s" }`. */
  times(value: Value, { id, at }: Place, subject: Subject, common: Common): Threshold[] {
    const bounds = Object.entries(this.object(value, at, '{ "p95": "2s" }'));
    if (bounds.length === 0 && isObject(value))
      this.problem(at, 'holds no bound: write one, such as "p95": "2s"');
    return bounds.flatMap(([stat, bound]) => {
      const place = { id: `${id}.${stat}`, at: `${at}.${stat}` };
      if (isTimeStat(stat)) return this.bounds(bound as Value, place, stat, subject, common);
      this.knownKey(stat, [...TIME_STATS, 'p95', 'p99'], place.at);
      return [];
    });
  }

  /**
   * Reads one bound on a figure, or a `warn` and a `fail` bound on it.
   * @param figure its name, or its name and how its bounds are written
   */
  bounds<S extends Subject | ObservedSubject>(
    value: Value,
    { id, at }: Place,
    figure: string | BoundedFigure,
    subject: S,
    common: Common,
  ): Threshold<S>[] {
    const given = typeof value === 'string' ? { fail: value } : value;
    const { stat, example, parse } = typeof figure === 'string' ? usualFigure(figure) : figure;
    if (!isObject(given) || Object.keys(given).length === 0) {
      this.problem(at, `is ${JSON.stringify(value)}: write a text, such as ${example}`);
      return [];
    }
    const thresholds: Threshold<S>[] = [];
    for (const [key, text] of Object.entries(given)) {
      this.knownKey(key, ['warn', 'fail'], `${at}.${key}`);
      const path = typeof value === 'string' ? at : `${at}.${key}`;
      const parsed =
        typeof text === 'string'
          ? parse(text)
          : { message: `is ${JSON.stringify(text)}: write a text, such as ${example}` };
      if ('message' in parsed) this.problem(path, parsed.message);
      else {
        const level = key === 'warn' ? 'warn' : 'fail';
        thresholds.push({ ...common, id, level, subject, stat, text: String(text), ...parsed });
      }
    }
    return thresholds;
  }

  /** Reads the reason of a threshold. */
  why(value: unknown, at: string): string {
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.problem(at, 'is missing: say in a sentence why this threshold is there');
    return typeof value === 'string' ? value : '';
  }

  /** Reads the number of samples that a threshold needs, which replaces the default of its figure. */
  minSamples(value: unknown, at: string): Pick<Threshold, 'minSamples'> {
    if (value === undefined) return {};
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return { minSamples: value };
    this.problem(at, `is ${JSON.stringify(value)}: write a whole number from 1 upwards`);
    return {};
  }

  /** Refuses `minCount`, the former name of `minSamples`. It had another meaning: fewer samples made the run invalid. */
  noMinCount(value: unknown, at: string): void {
    if (value === undefined) return;
    const instead = `write "minSamples": ${JSON.stringify(value)} instead`;
    this.problem(at, `is no longer a key: ${instead}; with fewer samples a threshold is not judged`);
  }

  abort(value: unknown, at: string): Pick<Threshold, 'abortAfterMs'> {
    if (value === undefined) return {};
    try {
      const { after, ...others } = isObject(value) ? value : {};
      if (typeof after === 'string' && Object.keys(others).length === 0)
        return { abortAfterMs: parseDuration(after) };
    } catch (error) {
      if (!(error instanceof DurationError)) throw error;
    }
    this.problem(at, `is ${JSON.stringify(value)}: write { "after": "30s" }`);
    return {};
  }

  /**
   * Reads an object of the file. Any other value is a problem, so that nothing is ignored silently.
   * @returns the object; an empty one when there is none, or another value
   */
  object(value: unknown, path: string, example: string): Readonly<Record<string, unknown>> {
    if (isObject(value)) return value;
    if (value !== undefined)
      this.problem(
        path === '' ? 'the file' : path,
        `is ${JSON.stringify(value)}: write an object, such as ${example}`,
      );
    return {};
  }

  /** Adds a problem when a key is not valid. @param note what else may be written there */
  knownKey(key: string, valid: readonly string[], path: string, note = ''): void {
    if (valid.includes(key)) return;
    const usual = valid.some(isPercentile) ? usualSpelling(key) : undefined;
    this.problem(
      path,
      usual === undefined
        ? `there is no key "${key}": ${didYouMean(key, valid)}${note}`
        : `is another spelling of ${usual}: write "${usual}"`,
    );
  }

  problem(path: string, message: string): void {
    this.problems.push({ code: 'threshold-value', where: `${this.where}: ${path}`, message });
  }
}

/** Whether a value of a file is an object with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type BoundKind = 'time' | 'share' | 'rate' | 'perStream';

const EXAMPLE: Record<BoundKind, string> = {
  time: '"500ms"',
  share: '"1%"',
  rate: '">= 10/s"',
  perStream: '">= 1"',
};

function usualFigure(stat: string): BoundedFigure {
  const kind = kindOf(stat);
  return { stat, example: EXAMPLE[kind], parse: (text) => parseBound(text, kind) };
}

function kindOf(stat: string): BoundKind {
  return stat === 'share' || stat === 'rate' || stat === 'perStream' ? stat : 'time';
}

function parseBound(
  text: string,
  kind: BoundKind,
): { op: Threshold['op']; bound: number } | { message: string } {
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
    if (percent !== undefined && Number(percent) <= 100) return { op: '<=', bound: shareOf(percent) };
    return { message: `"${text}" is not a share: write a percentage from 0% to 100%, such as "1%"` };
  }
  if (kind === 'perStream') {
    const [, sign, number] = /^(>=|<=) (\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (sign !== undefined) return { op: sign === '>=' ? '>=' : '<=', bound: Number(number) };
    return { message: `"${text}" is not a number of messages by stream: write ">= 1" or "<= 100"` };
  }
  const rate = /^(>=|<=) (\d+(?:\.\d+)?)\/s$/.exec(text);
  if (rate) return { op: rate[1] === '>=' ? '>=' : '<=', bound: Number(rate[2]) };
  return { message: `"${text}" is not a rate: write ">= 10/s" or "<= 10/s"` };
}
