import { type Aggregate, type Times, timesOf } from '../core/figures/aggregate';
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
    ...onEitherSide(k6.calls, samples.calls, ({ call, phase }) => `${call} (${phase})`).flatMap(
      ([name, own, read]) => [
        ...differs(`calls of ${name}`, own?.count, read?.count),
        ...differs(`failed calls of ${name}`, own?.failed, read?.failed),
        ...differs(`bytes for each reply of ${name}`, own?.meanBytes, read?.meanBytes),
        ...differingTimes(`the times of ${name}`, own?.duration, read?.duration),
      ],
    ),
    ...onEitherSide(k6.journeys, samples.journeys, ({ journey }) => journey).flatMap(([name, own, read]) => [
      ...differs(`iterations of ${name}`, own?.done, read?.done),
      ...differs(`failed iterations of ${name}`, own?.failed, read?.failed),
      ...differs(`dropped iterations of ${name}`, own?.dropped, read?.dropped),
      ...differingTimes(`the times of ${name}`, own?.response, read?.response),
    ]),
    ...COUNTERS.flatMap(([name, what]) => differs(what, k6[name], samples[name])),
    ...differs('looks at the generator', k6.generatorLag?.count, samples.generatorLag?.count),
    ...Object.entries(k6.custom ?? {}).flatMap(([metric, { count }]) => [
      ...differs(metric, count, samples.custom?.[metric]?.count),
      ...differingTimes(metric, timesOf(k6, metric), timesOf(samples, metric)),
    ]),
  ];
}

/** Rows of both sides by their names: one that only one side has is there, too. */
function onEitherSide<Row>(
  k6: readonly Row[],
  samples: readonly Row[],
  nameOf: (row: Row) => string,
): [string, Row | undefined, Row | undefined][] {
  const names = new Set([...k6, ...samples].map(nameOf));
  return [...names].map((name) => {
    const isNamed = (row: Row) => nameOf(row) === name;
    return [name, k6.find(isNamed), samples.find(isNamed)];
  });
}

function differs(what: string, k6 = 0, samples = 0): string[] {
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
