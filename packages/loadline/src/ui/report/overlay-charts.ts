import { median } from 'simple-statistics';
import type { SecondStats } from '../../core/figures/aggregate';
import type { Result } from '../../core/verdict/result';
import { p95OfAll } from './chart-data';
import { Lines } from './chart-lines';
import { type Chart, peaksInWords, type Series, type Unit } from './chart-model';

/** Largest number of points of a line. */
const POINTS = 200;

interface Side {
  readonly name: string;
  readonly colour: number;
  readonly isDashed: boolean;
  /** The figures of each run by second. */
  readonly runs: readonly ReadonlyMap<number, SecondStats>[];
}

/** A figure of one second, or undefined when the second has none. */
type Figure = (stats: SecondStats) => number | undefined;

/**
 * The load of two groups of runs over time, in the same charts: for each second, the median of the runs of a group.
 * @param call whose figures to show. Absent: those of all calls
 */
export function overlayCharts(
  base: readonly Result[],
  candidate: readonly Result[],
  call: string | undefined,
): Chart[] {
  const sides: Side[] = [
    { name: 'baseline', colour: 1, isDashed: true, runs: base.map(bySecond) },
    { name: 'candidate', colour: 2, isDashed: false, runs: candidate.map(bySecond) },
  ];
  const last = Math.max(-1, ...sides.flatMap(({ runs }) => runs.flatMap((run) => [...run.keys()])));
  if (last < 0) return [];
  const empty = { due: 0, started: 0, dropped: 0, active: 0, bytes: 0, calls: {} };
  const seconds = Array.from({ length: last + 1 }, (_, second) => ({ second, ...empty }));
  const lines = new Lines(seconds, POINTS);
  const of = call ?? 'all calls';
  const sum = (stat: 'count' | 'failed') => (stats: SecondStats) =>
    call === undefined
      ? Object.values(stats.calls).reduce((total, one) => total + one[stat], 0)
      : (stats.calls[call]?.[stat] ?? 0);
  const p95 = call === undefined ? p95OfAll : (stats: SecondStats) => stats.calls[call]?.p95;
  const chart = (id: string, title: string, unit: Unit, figure: Figure, how: 'mean' | 'max'): Chart[] => {
    const series = sides.map((side): Series => {
      const { name, colour, isDashed, runs } = side;
      const values = lines.of(({ second }) => medianOf(runs, second, figure), how);
      return { label: name, colour, isDashed, values };
    });
    if (series.every(({ values }) => values.every((value) => value === null))) return [];
    const drawn = { id, title, unit, kind: 'time', grid: lines.grid, series } as const;
    return [{ ...drawn, words: peaksInWords(drawn) }];
  };
  return [
    ...chart('overlay-p95', `p95 of ${of}`, 'ms', p95, 'max'),
    ...chart('overlay-calls', `Calls per second: ${of}`, '/s', sum('count'), 'mean'),
    ...chart('overlay-failed', `Failed calls per second: ${of}`, '/s', sum('failed'), 'mean'),
  ];
}

function bySecond({ aggregate }: Result): ReadonlyMap<number, SecondStats> {
  return new Map(
    (aggregate.seconds ?? []).filter(({ second }) => second >= 0).map((one) => [one.second, one]),
  );
}

/** Median of a figure over the runs that have it in this second. */
function medianOf(
  runs: readonly ReadonlyMap<number, SecondStats>[],
  second: number,
  figure: Figure,
): number | undefined {
  const values = runs.flatMap((run) => {
    const stats = run.get(second);
    return (stats && figure(stats)) ?? [];
  });
  return values.length === 0 ? undefined : median(values);
}
