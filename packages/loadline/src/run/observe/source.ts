import { readFileSync } from 'node:fs';
import type { SeriesQuery } from '../../core/observed/source';
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
    text = await reply.text();
  } catch (error) {
    throw new SourceError(unreachableText(error));
  }
  if (text.length > LONGEST_ANSWER) throw new SourceError('its answer is longer than 16 MB');
  if ([200, ...alike].includes(reply.status)) return text;
  const said = text.trim() === '' ? '' : `: ${text.trim().slice(0, 200)}`;
  throw new SourceError(`it answers ${reply.status}${said}`);
}

/** Turns a counter into its increase per second. A counter that is lower than before has started again from 0. */
export class Counters {
  readonly #last = new Map<string, { readonly value: number; readonly atMs: number }>();

  /** @returns undefined for the first value, and when there is no new one */
  perSecond(key: string, value: number, atMs: number): number | undefined {
    const last = this.#last.get(key);
    if (last && atMs <= last.atMs) return undefined;
    this.#last.set(key, { value, atMs });
    if (!last) return undefined;
    const increase = value >= last.value ? value - last.value : value;
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
    else if (found && Number.isFinite(found.value))
      values.set(query.name, { ...found, value: found.value * query.factor });
    else if (found) missing.set(query.name, `its value is ${found.value}`);
  }
  return { values, missing };
}
