import { createHash } from 'node:crypto';
import uPlotScript from 'uplot/dist/uPlot.iife.min.js?raw';
import uPlotStyle from 'uplot/dist/uPlot.min.css?raw';
import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { type ChartData, chartData } from './chart-data';
import { chartsSections } from './html-charts';
import { callsSection, journeysSection } from './html-figures';
import { failuresSection, stepsSection, thresholdsSection } from './html-outcomes';
import { banner, deliverySection, planSection } from './html-overview';
import { probesSection } from './html-probes';
import { Html, html } from './html-template';
import page from './report.css?raw';
import clientScript from './report-client.js?raw';
import content from './report-content.css?raw';
import print from './report-print.css?raw';
import theme from './report-theme.css?raw';
import { shownParts } from './shown';

/**
 * A run as one page that needs nothing else: verdict, figures, charts. Opens from a file and asks no server for anything.
 * @param baseline a run to compare the figures with
 */
export function reportHtml(all: Result, baseline?: Result): string {
  const result = shownParts(all);
  const data = chartData(result);
  const hasBegun = loadBegan(all.aggregate);
  const hasCalls = hasBegun || result.aggregate.calls.length > 0;
  const sections = [
    ...(hasBegun ? [thresholdsSection(result)] : []),
    probesSection(result),
    ...(hasBegun ? [stepsSection(result), journeysSection(result, baseline)] : []),
    ...(hasCalls ? [callsSection(result, baseline), failuresSection(result)] : []),
    ...(hasBegun ? [deliverySection(result), chartsSections(data)] : []),
    planSection(result),
  ];
  const { spec, verdict } = result;
  const css = [uPlotStyle, theme, page, content, print].join('\n');
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy([uPlotScript, clientScript], css)}">
<title>${verdict.toUpperCase()}: ${spec.suite}/${spec.profile}, run ${spec.runId}</title>
<style>${raw(css)}</style>
</head>
<body>
<a class="skip" href="#${hasBegun ? 'thresholds' : 'plan'}">Skip to the figures</a>
${banner(all)}
${navigation(sections)}
<main>
${baseline && comparedWith(baseline)}
${sections}
</main>
<footer class="small">Made by loadline ${result.loadline} from run ${spec.runId}. Times in ms unless a unit is given.</footer>
${embedded(data)}
<script>${raw(uPlotScript)}</script>
<script>${raw(clientScript)}</script>
</body>
</html>
`;
  return document.text;
}

/** Nothing may be loaded, sent or run but the scripts and the style of this page. */
function policy(scripts: readonly string[], css: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hash).join(' ')}`,
    `style-src ${hash(css)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** `<` is escaped, so that no name in the data can end the script element. */
function embedded(data: ChartData): Html {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return html`<script type="application/json" id="data">${raw(json)}</script>`;
}

function navigation(sections: readonly Html[]): Html {
  const links = sections.flatMap(({ text }) =>
    [...text.matchAll(/<h2 id="([a-z-]+)-title">([^<]*)<\/h2>/g)].map(
      ([, id = '', title = '']) => html`<li><a href="#${id}">${raw(title)}</a></li>`,
    ),
  );
  return html`<nav aria-label="Sections"><ul>${links}</ul></nav>`;
}

function comparedWith({ spec, verdict }: Result): Html {
  return html`<p class="compared">Compared with run <b>${spec.runId}</b> (${spec.suite}/${spec.profile}, ${spec.users} users, verdict ${verdict}): the columns “before” hold its figures and the change since then, ▲ slower, ▼ faster, ≈ less than 5%.</p>`;
}

function raw(text: string): Html {
  return new Html(text);
}
