import type { Subject, Threshold } from './threshold';

/** Keys that lead to a bound in a set of a thresholds file. They do not follow from its ID, because names may contain dots. */
export interface ThresholdPlace {
  /** From the set to the entry, which holds `why`. */
  readonly entry: readonly string[];
  /** From the entry to the bound. */
  readonly figure: readonly string[];
}

/** Finds the place of a threshold. The same for every profile. */
export function placeOf({ subject, stat }: Pick<Threshold, 'subject' | 'stat'>): ThresholdPlace {
  return { entry: entryOf(subject), figure: figureOf(subject, stat) };
}

/** ID of the threshold at a place. */
export function idAt({ entry, figure }: ThresholdPlace): string {
  return [...entry, ...figure].join('.');
}

/** Keys from a set to the entry of what is bounded. */
export function entryOf(subject: Subject): readonly string[] {
  switch (subject.of) {
    case 'call':
      return ['calls', subject.call];
    case 'journey':
      return ['journeys', subject.journey];
    case 'metric':
      return ['metrics', subject.metric];
    case 'run':
      return ['run'];
  }
}

function figureOf({ of, measure }: Subject, stat: string): readonly string[] {
  switch (measure) {
    case 'failed':
    case 'messages':
    case 'rate':
      return [measure];
    case 'firstMessage':
    case 'longestGap':
    case 'response':
      return [measure, stat];
    case 'duration':
      // The entry of a call or a metric holds the bounds on its duration itself.
      return of === 'journey' ? [measure, stat] : [stat];
  }
}
