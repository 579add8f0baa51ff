import { readFileSync } from 'node:fs';
import type { SeriesQuery } from '../../core/observed/source';
import { answerText } from '../answer-text';
import { unreachableText } from '../unreachable-text';

/** A value of a series. */
export interface Reading {
  readonly value: number;
  /** Time of the value by the source's own clock, in ms since the epoch. Absent: the source does not give it. */
  readonly atMs?: number;
}

/** What a source gave at one time. */
export interface Readings {
  readonly values: ReadonlyMap<string, Reading>;
  /** Why a series has no value, by its name. A counter that was read for the first time has neither a value nor a reason. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Reads the series of one source. */
export interface SourceReader {
  /** @throws {SourceError} when the source cannot be read at all */
  read(signal: AbortSignal): Promise<Readings>;
}

/** A source that cannot be read; the message says why. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

const LONGEST_ANSWER = 16 * 1024 ** 2;

/** Reads a text file. Undefined when it cannot be read. */
export function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Reads an answer as JSON. Undefined when it is not JSON. */
export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Requests a page. It follows no redirect, so that only the configured address is contacted.
 * @param alike other statuses whose answers are read, too
 * @throws {SourceError} when there is no answer, or another status than 200
 */
export async function getText(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  alike: readonly number[] = [],
): Promise<string> {
  let reply: Response;
  let text: string;
  try {
    reply = await fetch(url, { headers, redirect: 'manual', signal });
    text = await answerText(reply, LONGEST_ANSWER + 1);
  } catch (error) {
    throw new SourceError(unreachableText(error));
  }
  if (text.length > LONGEST_ANSWER) throw new SourceError('its answer is longer than 16 MB');
  if ([200, ...alike].includes(reply.status)) return text;
  const said = text.trim() === '' ? '' : `: ${text.trim().slice(0, 200)}`;
  throw new SourceError(`it answers ${reply.status}${said}`);
}

/** Values of a counter at one time, by series. */
type CounterValues = ReadonlyMap<string, number>;

/**
 * Turns counters into their increase per second. A counter that is lower than before has started again from 0. Each series is
 * compared with itself: in a sum, the restart of one service would look like an increase by the counts of all others.
 */
export class Counters {
  readonly #last = new Map<string, { readonly values: CounterValues; readonly atMs: number }>();

  /** @returns undefined for the first value, and when there is no new one */
  perSecond(key: string, value: number, atMs: number): number | undefined {
    return this.sumPerSecond(key, new Map([['', value]]), atMs);
  }

  /**
   * The sum over all series. A series that was not there before began with 0; one that is missing does not count, and goes on
   * from its last value when it is back.
   * @returns undefined for the first values, and when there are no new ones
   */
  sumPerSecond(key: string, values: CounterValues, atMs: number): number | undefined {
    const odd = [...values.values()].find((value) => !Number.isFinite(value));
    if (odd !== undefined) return odd;
    const last = this.#last.get(key);
    if (last && atMs <= last.atMs) return undefined;
    this.#last.set(key, { values: new Map([...(last?.values ?? []), ...values]), atMs });
    if (!last) return undefined;
    let increase = 0;
    for (const [series, value] of values) {
      const before = last.values.get(series) ?? 0;
      increase += value >= before ? value - before : value;
    }
    return increase / ((atMs - last.atMs) / 1_000);
  }
}

/** The readings of all series of a source. @param read returns a reading, why there is none, or undefined: there is none yet */
export function eachSeries(
  series: readonly SeriesQuery[],
  read: (query: SeriesQuery) => Reading | string | undefined,
): Readings {
  const values = new Map<string, Reading>();
  const missing = new Map<string, string>();
  for (const query of series) {
    const found = read(query);
    if (typeof found === 'string') missing.set(query.name, found);
    if (typeof found !== 'object') continue;
    const value = found.value * query.factor;
    if (Number.isFinite(value)) values.set(query.name, { ...found, value });
    else missing.set(query.name, `its value is ${value}`);
  }
  return { values, missing };
}
