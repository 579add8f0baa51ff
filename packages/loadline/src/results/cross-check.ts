import { type Aggregate, callStats, type Times, timesOf } from '../core/figures/aggregate';
import type { Result } from '../core/verdict/result';

/** Counters of the whole run, by their names in an aggregate and in words. */
const COUNTERS = [
  ['scriptErrors', 'script errors'],
  ['sessionsRenewed', 'renewed sessions'],
  ['retries', 'retries'],
  ['recordsLeft', 'records left'],
] as const;

/** Histograms keep 3 digits; beyond that k6 and the samples tell different stories. */
const ROUNDING = 0.005;
const ROUNDING_MS = 0.05;

/**
 * Where k6's own figures of a run and those read from its samples differ by more than rounding; each in words. There is one
 * run and one set of figures: when they differ, neither can be trusted.
 */
export function disagreements(samples: Aggregate, { aggregate: k6 }: Result): string[] {
  return [
    ...k6.calls.flatMap((call) => {
      const {
        count = 0,
        failed = 0,
        duration,
        meanBytes = 0,
      } = callStats(samples, call.call, call.phase) ?? {};
      const name = `${call.call} (${call.phase})`;
      return [
        ...differs(`calls of ${name}`, call.count, count),
        ...differs(`failed calls of ${name}`, call.failed, failed),
        ...differs(`bytes for each reply of ${name}`, call.meanBytes ?? 0, meanBytes),
        ...differingTimes(`the times of ${name}`, call.duration, duration),
      ];
    }),
    ...k6.journeys.flatMap((journey) => {
      const read = samples.journeys.find((other) => other.journey === journey.journey);
      return [
        ...differs(`iterations of ${journey.journey}`, journey.done, read?.done ?? 0),
        ...differs(`dropped iterations of ${journey.journey}`, journey.dropped, read?.dropped ?? 0),
        ...differingTimes(`the times of ${journey.journey}`, journey.response, read?.response),
      ];
    }),
    ...COUNTERS.flatMap(([name, what]) => differs(what, k6[name], samples[name])),
    ...differs('looks at the generator', k6.generatorLag?.count ?? 0, samples.generatorLag?.count ?? 0),
    ...Object.entries(k6.custom ?? {}).flatMap(([metric, { count }]) => [
      ...differs(metric, count, samples.custom?.[metric]?.count ?? 0),
      ...differingTimes(metric, timesOf(k6, metric), timesOf(samples, metric)),
    ]),
  ];
}

function differs(what: string, k6: number, samples: number): string[] {
  if (k6 === samples) return [];
  return [`k6 counts ${k6} ${what}, its samples hold ${samples}: keep both files and report this`];
}

function differingTimes(what: string, k6: Times | undefined, samples: Times | undefined): string[] {
  if (!k6 || !samples) return [];
  const names = Object.keys(k6.percentiles).filter((name) => samples.percentiles[name] !== undefined);
  return names.flatMap((name) => {
    const [a = 0, b = 0] = [k6.percentiles[name], samples.percentiles[name]];
    if (Math.abs(a - b) <= Math.max(ROUNDING_MS, ROUNDING * Math.max(a, b))) return [];
    return [
      `k6 gives ${name} of ${what} as ${a.toFixed(3)} ms, its samples as ${b.toFixed(3)} ms: report this`,
    ];
  });
}
