import type { Chart, ChartData } from './chart-data';
import { section } from './html-parts';
import { type Html, html } from './html-template';

/** Places for the charts, each with what it shows in words; the page's script draws into them. */
export function chartsSections({ charts, x, pointSeconds }: ChartData): Html {
  const whole = charts.filter(({ call }) => call === undefined);
  const calls = [...new Set(charts.flatMap(({ call }) => call ?? []))];
  const note =
    pointSeconds === 1
      ? html``
      : html`<p class="hint small">One point stands for ${pointSeconds} s: times show the longest within it, rates the mean.</p>`;
  return html`${section(
    'over-time',
    'Over time',
    x.length === 0 ? html`` : note,
    whole.length === 0
      ? html`<p class="hint small">This result was made from end figures alone: it has no course over time.</p>`
      : html`<p class="hint small">Drag across a chart to zoom, double-click to see all again; press a name in a legend to hide its line.</p>`,
    html`<div class="charts">${whole.map((chart) => figure(chart, x))}</div>`,
  )}${section(
    'latency',
    'Latency by call',
    ...calls.map(
      (call) => html`<h3>${call}</h3>
<div class="charts">${charts.filter((chart) => chart.call === call).map((chart) => figure(chart, x))}</div>`,
    ),
  )}`;
}

function figure(chart: Chart, x: readonly number[]): Html {
  const { id, title, unit, call } = chart;
  const words = chart.kind === 'time' ? overTimeInWords(chart, x) : distributionInWords(chart);
  const name = call === undefined ? title : `${call}: ${title}`;
  return html`<figure id="chart-${id}"><figcaption><b>${title}</b>${unit !== '' && html` <span class="small">${unit}</span>`}</figcaption>
<div class="chart" data-chart="${id}" data-alt="${name}. ${words}"></div>
<p class="words small">${words}</p></figure>\n`;
}

function overTimeInWords({ series, unit }: Chart, x: readonly number[]): string {
  const highest = series.map(({ label, values }) => {
    const index = values.reduce<number>(
      (best, value, at) => ((value ?? -1) > (values[best] ?? -1) ? at : best),
      0,
    );
    return { label, value: values[index] ?? 0, second: x[index] ?? 0 };
  });
  const lines = highest.filter(({ value }) => value > 0);
  if (lines.length === 0) return 'None.';
  const peak = ({ label, value, second }: (typeof lines)[number]) =>
    `${label} ${value}${unit === 'ms' ? ' ms' : unit} at ${clock(second)}`;
  return `Highest: ${lines.map(peak).join(', ')}.`;
}

function distributionInWords({ marks = [], x = [] }: Chart): string {
  const figures = marks.map(({ label }) => label).join(', ');
  const [from, to] = [x[0], x.at(-1)];
  return `${figures}; from ${from ?? 0} ms to ${to ?? 0} ms.`;
}

function clock(second: number): string {
  const [minutes, rest] = [Math.floor(second / 60), String(second % 60).padStart(2, '0')];
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
