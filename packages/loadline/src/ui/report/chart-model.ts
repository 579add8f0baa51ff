/** Charts of a run as plain data: the page's script needs nothing else to draw them. */
import type { CallCurves } from './call-charts';

/** A line of a chart. */
export interface Series {
  readonly label: string;
  /** Number of a colour in `report-theme.css`, from 1. */
  readonly colour: number;
  readonly isDashed?: boolean;
  readonly isFilled?: boolean;
  readonly values: readonly (number | null)[];
  /** Default: the unit of the chart. Each unit has its own axis. */
  readonly unit?: Unit;
}

/** Unit of the values of a line. */
export type Unit = 'ms' | '/s' | '%' | 'MB' | 'users' | '';

/** A named line: horizontal at a time in ms, or vertical at a percentile of a distribution. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

/** A part of the load, such as a step, in s after the start of the load. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** Equidistant points from `first` with distance `step`: seconds of the load, or bars of a distribution. */
export interface Grid {
  readonly first: number;
  readonly step: number;
}

/** A chart as plain data. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly kind: 'time' | 'distribution';
  readonly grid: Grid;
  readonly series: readonly Series[];
  readonly marks?: readonly Mark[];
  readonly bands?: readonly Band[];
  /** Description for readers who cannot see the chart. */
  readonly words: string;
}

/** All charts of a report. */
export interface ChartData {
  /** Users, calls, failures and p95 of the whole load. Absent when figures over time are not known. */
  readonly main?: Chart;
  /** Observed series of other systems, with the time axis of the chart of the load. One chart for each unit. */
  readonly observed?: readonly Chart[];
  readonly calls: readonly CallCurves[];
  /** Failures by cause over time. Absent when nothing failed, or when their times are not known. */
  readonly failures?: Chart;
  /** Iterations and delays over time. They show whether the load was delivered. */
  readonly delivery: readonly Chart[];
}

/** Number of bars on a log axis from 1 ms to 10 ms. */
export const BARS_PER_DECADE = 20;

/** Positions of a chart's points: s after the start of the load, or upper bounds of bars in ms. */
export function pointsOf({ kind, grid, series }: Pick<Chart, 'kind' | 'grid' | 'series'>): number[] {
  const at = (index: number) => grid.first + index * grid.step;
  return (series[0]?.values ?? []).map((_, index) =>
    kind === 'time' ? at(index) : Number((10 ** ((at(index) + 1) / BARS_PER_DECADE)).toPrecision(4)),
  );
}

/** A time of the load as `3:05`, `1:00:00`. */
export function clock(second: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const [h, m, s] = [Math.floor(second / 3600), Math.floor((second % 3600) / 60), second % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The highest point of each line, in words. */
export function peaksInWords({ series, unit, grid }: Pick<Chart, 'series' | 'unit' | 'grid'>): string {
  const highest = series.map(({ label, values, unit: own = unit }) => {
    const index = values.reduce<number>(
      (best, value, at) => ((value ?? -1) > (values[best] ?? -1) ? at : best),
      0,
    );
    return { label, value: values[index] ?? 0, unit: own, second: grid.first + index * grid.step };
  });
  const lines = highest.filter(({ value }) => value > 0);
  if (lines.length === 0) return 'None.';
  const peaks = lines.map(
    ({ label, value, unit, second }) => `${label} ${valueText(value, unit)} at ${clock(second)}`,
  );
  return `Highest: ${peaks.join(', ')}.`;
}

/** Name of a line in a legend. Users have no axis: their area is as high as the chart, so the name says how many that are. */
export function legendName({ label, unit, values }: Series): string {
  return unit === 'users' ? `${label} (own scale, highest ${Math.max(...values.map(Number))})` : label;
}

/** A value of a line with its unit. */
export function valueText(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return '–';
  const number = value === 0 ? '0' : String(Number(value.toPrecision(value < 1000 ? 3 : 4)));
  if (unit === 'users' || unit === '') return number;
  return unit === 'ms' || unit === 'MB' ? `${number} ${unit}` : number + unit;
}
