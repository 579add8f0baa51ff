import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { renderToString } from 'preact-render-to-string';
import clientScript from '../../../dist/client/report.js?raw';
import { faultNote } from '../../core/spec/made-by';
import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import type { PageData } from '../client/page-data';
import { type LinkedFile, ReportPage } from '../components/report-page';
import { beside } from './beside';
import { chartData } from './chart-data';
import { figuresModel } from './figures-model';
import page from './report.css?raw';
import charts from './report-charts.css?raw';
import content from './report-content.css?raw';
import narrow from './report-narrow.css?raw';
import print from './report-print.css?raw';
import theme from './report-theme.css?raw';
import { shownParts } from './shown';

/** Content of a page besides its run. */
export interface PageOptions {
  /** An earlier run to compare the figures with. */
  readonly baseline?: Result | undefined;
  /** Files of the run that the page links to. */
  readonly files?: readonly LinkedFile[];
}

/** A run as a self-contained page: verdict, figures, charts. It opens from a file and loads nothing from a server. */
export function reportHtml(all: Result, { baseline, files = [] }: PageOptions = {}): string {
  const result = shownParts(all);
  const compared = baseline && beside(result, baseline);
  const data = chartData(result, compared?.before && baseline);
  const figures = figuresModel(result, data, compared?.before);
  const { spec, verdict } = result;
  const css = small([theme, page, content, charts, narrow, print, pageFoot(spec.runId)].join('\n'));
  const body = <ReportPage {...{ all, result, charts: data, figures, files }} beside={compared} />;
  const { failures, delivery } = data;
  const pageData: PageData = { figures, delivery, ...(failures && { failures }) };
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content={policy(clientScript, css)} />
        <title>{`${verdict.toUpperCase()}: ${spec.suite}/${spec.profile}${faultNote(spec)}, run ${spec.runId}`}</title>
        <style {...raw(css)} />
      </head>
      <body>
        {body}
        {loadBegan(all.aggregate) && (
          <script type="application/gzip" id="data">
            {packed(pageData)}
          </script>
        )}
        <script {...raw(clientScript)} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(document)}\n`;
}

/** Content security policy: only the script and the style of this page are allowed, and nothing is loaded or sent. */
function policy(script: string, css: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(css)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Inserts script and style without escaping. Use it only for text that cannot contain the end of its element. */
function raw(text: string) {
  return { dangerouslySetInnerHTML: { __html: text } };
}

/** The data compressed: a third of the size of the JSON, and no text in it can end the script element. */
function packed(data: PageData): string {
  return gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
}

/** Style for a footer on each printed page: run id and page number. */
function pageFoot(runId: string): string {
  const name = runId.replace(/[^\w.:-]/g, ' ');
  return `@page { @bottom-left { content: "loadline, run ${name}"; } @bottom-right { content: counter(page) " of " counter(pages); } }`;
}

/** A style without its comments, and without the white space around rules and declarations, and after properties. */
function small(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/^(\s*[\w-]+): /gm, '$1:')
    .replace(/\s*([{};])\s*/g, '$1')
    .replaceAll(';}', '}');
}
