import uPlot from 'uplot';
import type { Draw, Drawing, DrawingEvents } from '../components/drawing';
import { type Chart, clock, pointsOf, type Unit, valueText } from '../report/chart-model';
import { colour, forgetColours } from './colours';
import { drawBands, drawMarks } from './marks';
import { picture } from './picture';

const HEIGHT = 230;
const FONT = '11px system-ui, sans-serif';
const DASHES = [
  [6, 3],
  [2, 3],
  [10, 3, 2, 3],
];

/** The chart that a drawing shows now. */
interface Shown {
  chart: Chart;
}

interface Drawn {
  readonly again: () => void;
}

const all = new Set<Drawn>();

/** Redraws all charts after a change of theme, and for printing. */
export function drawAgain(): void {
  forgetColours();
  for (const { again } of all) again();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAgain);

/** Draws a chart as soon as its element has a width, and redraws it when the width changes. */
export const drawChart: Draw = (place, first, events) => {
  const shown: Shown = { chart: first };
  const hidden = new Set<number>();
  let plot: uPlot | undefined;
  const draw = () => {
    plot?.destroy();
    plot = undefined;
    if (place.clientWidth === 0) return;
    plot = new uPlot(options(shown, place.clientWidth, events), lines(shown.chart), place);
    for (const line of hidden) plot.setSeries(line + 1, { show: false });
    plot.root.querySelector('canvas')?.setAttribute('aria-hidden', 'true');
  };
  const fit = () => {
    if (!plot) draw();
    else if (place.clientWidth > 0 && place.clientWidth !== plot.width)
      plot.setSize({ width: place.clientWidth, height: HEIGHT });
  };
  const watcher = new ResizeObserver(fit);
  watcher.observe(place);
  draw();
  const drawn: Drawn = { again: draw };
  all.add(drawn);
  const drawing: Drawing = {
    show: (line, isShown) => {
      if (isShown) hidden.delete(line);
      else hidden.add(line);
      plot?.setSeries(line + 1, { show: isShown });
    },
    png: (name) => (plot ? picture(plot.ctx.canvas, { name, chart: shown.chart, hidden }) : ''),
    update: (chart, { onSpan }) => {
      if (onSpan !== events.onSpan || names(chart) !== names(shown.chart)) return false;
      shown.chart = chart;
      plot?.setData(lines(chart));
      return true;
    },
    remove: () => {
      all.delete(drawn);
      watcher.disconnect();
      plot?.destroy();
    },
  };
  return drawing;
};

/** Names of the lines. A chart with other lines needs a new drawing. */
function names({ series }: Chart): string {
  return String(series.map(({ label }) => label));
}

function lines(chart: Chart): uPlot.AlignedData {
  return [pointsOf(chart), ...chart.series.map(({ values }) => [...values])];
}

function options(shown: Shown, width: number, { onPoint, onSpan }: DrawingEvents): uPlot.Options {
  const { chart } = shown;
  const isTime = chart.kind === 'time';
  const units = [...new Set(chart.series.map(({ unit = chart.unit }) => unit))];
  const own: uPlot.Scales = Object.fromEntries(
    units.map((unit) => [scaleOf(unit), { range: range(shown, unit) }]),
  );
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false, distr: isTime ? 1 : 3 }, ...own },
    axes: [xAxis(chart), ...units.flatMap((unit, index) => yAxis(unit, index))],
    series: [{}, ...series(chart)],
    cursor: {
      ...(isTime && { sync: { key: 'time' } }),
      y: false,
      focus: { prox: 24 },
      drag: { x: isTime, y: false, setScale: onSpan === undefined },
    },
    focus: { alpha: 0.3 },
    legend: { show: false },
    hooks: {
      drawClear: [(plot) => drawBands(plot, shown.chart)],
      draw: [(plot) => drawMarks(plot, shown.chart, scaleOf('ms'))],
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          const { left, width: chosen } = plot.select;
          if (!onSpan || chosen < 4) return;
          onSpan(
            Math.max(0, Math.round(plot.posToVal(left, 'x'))),
            Math.round(plot.posToVal(left + chosen, 'x')),
          );
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function scaleOf(unit: Unit): string {
  return unit === '' ? 'count' : unit;
}

function series(chart: Chart): uPlot.Series[] {
  const isTime = chart.kind === 'time';
  return chart.series.map(({ label, colour: number, isDashed, isFilled, unit = chart.unit }, index) => ({
    label,
    scale: scaleOf(unit),
    stroke: colour(`series-${number}`),
    width: unit === 'users' ? 1 : 1.5,
    ...(isDashed && { dash: DASHES[index % DASHES.length] ?? [] }),
    ...(isFilled && { fill: `${colour(`series-${number}`)}${unit === 'users' ? '1c' : '33'}` }),
    ...(!isTime && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: -1 }) }),
    points: { show: ({ data: [at] }) => isTime && at.length < 3 },
  }));
}

/** Range of an axis: from 0 to above the data and any threshold that is at most twice as high. */
function range(shown: Shown, unit: Unit): uPlot.Range.Function {
  return (_plot, _min, max) => {
    const { chart } = shown;
    if (chart.kind === 'distribution') return [0, max > 0 ? max * 1.4 : 1];
    const marks = unit === 'ms' ? (chart.marks ?? []) : [];
    const near = marks.filter(({ at }) => at <= max * 2).map(({ at }) => at);
    const top = Math.max(max ?? 0, ...near);
    return [0, top > 0 ? top * 1.1 : 1];
  };
}

function common(): uPlot.Axis {
  return {
    stroke: colour('muted'),
    font: FONT,
    size: 28,
    grid: { stroke: colour('grid'), width: 1 },
    ticks: { stroke: colour('grid'), width: 1, size: 4 },
  };
}

function xAxis(chart: Chart): uPlot.Axis {
  if (chart.kind === 'time')
    return {
      ...common(),
      values: (_, ticks) => ticks.map(clock),
      incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400],
      space: 60,
    };
  return {
    ...common(),
    splits: (_plot, _axis, min, max) => oneTwoFive(min, max),
    filter: (_plot, splits) => splits,
    values: (_, ticks) => ticks.map((tick) => valueText(tick, 'ms')),
  };
}

/** Labels 1, 2, 5, 10, 20 … within a range. Over many decades, fewer labels for each. */
function oneTwoFive(min: number, max: number): number[] {
  const decades = Math.log10(max / min);
  const steps = decades > 4 ? [1] : decades > 2.5 ? [1, 3] : [1, 2, 5];
  const first = Math.floor(Math.log10(min));
  return Array.from({ length: Math.ceil(decades) + 2 }, (_, index) => 10 ** (first + index))
    .flatMap((decade) => steps.map((step) => step * decade))
    .filter((tick) => tick >= min && tick <= max);
}

/** The first unit has its axis on the left, the second on the right. Users are an area in the background without an axis. */
function yAxis(unit: Unit, index: number): uPlot.Axis[] {
  if (unit === 'users') return [];
  const isRight = unit === 'ms' && index > 0;
  return [
    {
      ...common(),
      scale: scaleOf(unit),
      side: isRight ? 1 : 3,
      size: axisSize,
      values: (_, ticks) => ticks.map((tick) => valueText(tick, isRight ? 'ms' : '')),
      ...(index > 0 && isRight && { grid: { show: false } }),
    },
  ];
}

/** Width of the longest label of the axis, in px. */
function axisSize(_plot: uPlot, values: string[] | null): number {
  const longest = (values ?? []).reduce((length, value) => Math.max(length, String(value ?? '').length), 0);
  return 18 + longest * 6.5;
}
