import type { CallStats, JourneyStats, Times } from '../core/figures/aggregate';
import { samplesBehind } from '../core/thresholds/evaluate';
import { measuredWhy } from '../core/thresholds/measured-why';
import { isTimeStat } from '../core/thresholds/time-stats';
import { changedText, withoutMark } from '../plans/thresholds-text';
import { roughTimeBound } from '../results/suggest/time-bound';

/** The figures of a run from which bounds on times are made. */
export interface MeasuredRun {
  readonly calls: readonly Pick<CallStats, 'call' | 'phase' | 'duration'>[];
  readonly journeys: readonly Pick<JourneyStats, 'journey' | 'response'>[];
}

/** Number of samples that a p95 needs to be judged, where its entry has no `minSamples`. */
const FEWEST = samplesBehind('p95');

type Entry = Readonly<Record<string, unknown>>;
type Entries = Readonly<Record<string, Entry>>;

/**
 * Adds a `warn` bound on the p95 of each call and journey that has none yet.
 * @param text content of the thresholds file
 * @returns the new content, and how many bounds were added
 * @throws {SyntaxError} when the file is no JSON
 */
export function withMeasuredTimes(text: string, { calls, journeys }: MeasuredRun) {
  const file = JSON.parse(withoutMark(text)) as Entry & {
    readonly calls?: Entries;
    readonly journeys?: Entries;
  };
  let added = 0;
  const measured = (old: Entry | undefined, times: Times | undefined, key: 'response' | undefined) => {
    const p95 = times?.percentiles.p95;
    const needed = typeof old?.minSamples === 'number' ? old.minSamples : FEWEST;
    if (p95 === undefined || (times?.count ?? 0) < needed) return old;
    if (old && (key ? key in old || 'duration' in old : Object.keys(old).some(isTimeStat))) return old;
    added += 1;
    const bound = { p95: { warn: roughTimeBound([p95]).text } };
    const { why, ...others } = old ?? {};
    const before = typeof why === 'string' ? why : undefined;
    const reason = measuredWhy(before, key ? `${key} p95` : 'p95', p95, times?.count ?? 0);
    return { ...(key ? { [key]: bound } : bound), ...others, why: reason };
  };
  const ofCalls = { ...file.calls };
  for (const { call, phase, duration } of calls) {
    const entry = phase === 'load' ? measured(ofCalls[call], duration, undefined) : undefined;
    if (entry) ofCalls[call] = entry;
  }
  const ofJourneys = { ...file.journeys };
  for (const { journey, response } of journeys) {
    const entry = measured(ofJourneys[journey], response, 'response');
    if (entry) ofJourneys[journey] = entry;
  }
  const whole = { ...file, journeys: ofJourneys, ...(Object.keys(ofCalls).length > 0 && { calls: ofCalls }) };
  return { text: added === 0 ? text : changedText(text, () => `${json(whole)}\n`), added };
}

/** JSON with one line for each threshold. */
function json(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth < 2 && !Array.isArray(value)) {
    const indent = '  '.repeat(depth + 1);
    const fields = Object.entries(value).map(
      ([key, one]) => `${indent}${JSON.stringify(key)}: ${json(one, depth + 1)}`,
    );
    return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${'  '.repeat(depth)}}`;
  }
  if (Array.isArray(value)) return `[${value.map((one) => json(one, depth + 1)).join(', ')}]`;
  const fields = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${json(one, depth + 1)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
