import type { Times } from '../figures/aggregate';
import { samplesNeeded } from './samples-needed';
import type { Threshold } from './threshold';

/**
 * What came of a threshold. `not judged`: there are samples, but too few to judge by. `no data`: there is none.
 */
export type Outcome = 'held' | 'broken' | 'not judged' | 'no data';

/** What a threshold is held against; filled from k6's summary, from samples, of one step, or while the run goes on. */
export interface Stats {
  /** Samples, attempts of which some failed, or streams. */
  readonly count: number;
  readonly failed?: number;
  /** Messages of all streams. */
  readonly messages?: number;
  readonly times?: Times | undefined;
  /** Length in ms that a rate is taken over. */
  readonly lengthMs?: number;
  /** How many samples there would be if every iteration that came to its end had measured one. */
  readonly expected?: number;
}

/** A threshold held against figures. */
export interface Evaluation {
  readonly outcome: Outcome;
  /** In ms, as a share of 1, per second, or per stream; absent without data. */
  readonly measured?: number;
  readonly samples: number;
  /** Samples without which it is not judged. */
  readonly needed: number;
  /** How many there should be; only where so many are missing that it is not judged. */
  readonly expected?: number;
}

/** More than this share of what should have been measured is missing: what is left are the survivors' figures. */
const MOST_MISSING = 0.1;

/** What a threshold means: the only place where a figure is held against a bound. */
export function evaluate(threshold: Threshold, stats: Stats): Evaluation {
  const needed = samplesNeeded(threshold);
  const samples = stats.count;
  const measured = samples > 0 ? figureOf(threshold.stat, stats) : undefined;
  if (measured === undefined) return { outcome: 'no data', samples, needed };
  const seen = { measured, samples, needed };
  if (areSurvivors(stats)) return { outcome: 'not judged', ...seen, expected: stats.expected ?? 0 };
  if (samples < needed) return { outcome: 'not judged', ...seen };
  return { outcome: isWithin(threshold, measured) ? 'held' : 'broken', ...seen };
}

/** Whether so many samples are missing that the figures are those of the iterations that went well. */
export function areSurvivors({ count, expected = 0 }: Stats): boolean {
  return expected - count > MOST_MISSING * expected;
}

/** Whether a figure is within a bound. A figure that equals it is. */
function isWithin({ op, bound }: Threshold, measured: number): boolean {
  return op === '<=' ? measured <= bound : measured >= bound;
}

function figureOf(stat: string, { count, failed, messages, times, lengthMs }: Stats): number | undefined {
  if (stat === 'share') return failed === undefined ? undefined : failed / count;
  if (stat === 'perStream') return messages === undefined ? undefined : messages / count;
  if (stat === 'rate') return lengthMs ? count / (lengthMs / 1_000) : undefined;
  if (!times) return undefined;
  if (stat === 'avg' || stat === 'med' || stat === 'min' || stat === 'max') return times[stat];
  return times.percentiles[stat];
}
