import type { ObservedStats } from '../../core/figures/aggregate';
import type { Lines } from './chart-lines';
import { type Chart, peaksInWords, type Unit } from './chart-model';

const COLOURS = 8;
/** A line crosses a gap that is at most this many times as long as the usual distance between two values. */
const MOST_GAPS = 3;

/** How the values of a unit are drawn. */
const DRAWN: Readonly<Record<string, { readonly unit: Unit; readonly factor: number }>> = {
  '%': { unit: '%', factor: 100 },
  ms: { unit: 'ms', factor: 1 },
  bytes: { unit: 'MB', factor: 1e-6 },
};

/** Charts of the observed series: one for each unit, with the time axis of `lines`, so that they share its cursor. */
export function observedCharts(observed: readonly ObservedStats[], lines: Lines): Chart[] {
  const known = observed.filter(({ figures }) => figures);
  const units = [...new Set(known.map(({ unit }) => unit))];
  return units.map((own, index): Chart => {
    const { unit, factor } = (Object.hasOwn(DRAWN, own) ? DRAWN[own] : undefined) ?? {
      unit: '' as const,
      factor: 1,
    };
    const series = known
      .filter((one) => one.unit === own)
      .map(({ name, points }, place) => {
        const values = filled(points.values);
        return {
          label: name,
          colour: (place % COLOURS) + 1,
          values: lines.of(({ second }) => valueAt(values, second / points.seconds, factor), 'max'),
        };
      });
    const chart = {
      id: `observed-${index + 1}`,
      title: unit === '' ? `Observed, in ${own}` : 'Observed',
      unit,
      kind: 'time' as const,
      grid: lines.grid,
      series,
    };
    return { ...chart, words: peaksInWords(chart) };
  });
}

function valueAt(values: readonly (number | null)[], index: number, factor: number): number | undefined {
  const value = values[Math.floor(index)];
  return value === null || value === undefined ? undefined : value * factor;
}

/** Repeats each value up to the next one, unless that comes much later than usual: then the source was silent. */
function filled(values: readonly (number | null)[]): (number | null)[] {
  const places = values.flatMap((value, index) => (value === null ? [] : [index]));
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  let last: { value: number; at: number } | undefined;
  return values.map((value, at) => {
    if (value !== null) last = { value, at };
    return last && at - last.at < MOST_GAPS * usual ? last.value : value;
  });
}
