import { type Context, Hono } from 'hono';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import consoleScript from '../../../dist/client/console.js?raw';
import reportScript from '../../../dist/client/report.js?raw';
import { ConfigurationError } from '../../core/text/problem';
import { ComparePage } from '../../ui/console/compare-page';
import consoleStyle from '../../ui/console/console.css?raw';
import { HistoryPage } from '../../ui/console/history-page';
import { Layout, type PageFrame } from '../../ui/console/layout';
import { RunsNow } from '../../ui/console/runs-now';
import page from '../../ui/report/report.css?raw';
import charts from '../../ui/report/report-charts.css?raw';
import content from '../../ui/report/report-content.css?raw';
import narrow from '../../ui/report/report-narrow.css?raw';
import print from '../../ui/report/report-print.css?raw';
import theme from '../../ui/report/report-theme.css?raw';
import { comparedOf } from './compare-runs-page';
import { cookieName, type GateRules, refusal, SIGN_IN } from './gate';
import { historyOf } from './history';
import { addMarkRoutes, marksOf } from './mark-routes';
import { runsNow } from './now';
import { runFile } from './run-files';
import type { RunIndex } from './run-index';
import type { RunQueue } from './run-queue';
import { addRunRoutes } from './run-routes';
import { type Sessions, SIGN_IN_SCRIPT } from './sign-in';
import type { WatchedRuns } from './watched-runs';

/** Settings of the HTTP interface of the console. */
export interface ConsoleSettings extends GateRules {
  /** Folder of all runs. */
  readonly reports: string;
  readonly index: RunIndex;
  readonly sessions: Sessions;
  /** Called when a browser has signed in. */
  readonly onSignIn?: () => void;
  readonly queue: RunQueue;
  readonly watched: WatchedRuns;
  /** Whether the console ends with a run in a terminal. Then it starts no runs. */
  readonly isOfRun?: boolean;
}

const STYLE = [theme, page, content, charts, narrow, print, consoleStyle].join('\n');

const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8' };

/** Headers of each answer: pages load only files of the console itself, and no other site can embed or open them. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Answers with a page of the console. */
export type ShowPage = (
  c: Context,
  frame: Omit<PageFrame, 'nonce'>,
  part: VNode,
  status?: 200 | 404 | 422 | 500,
) => Response | Promise<Response>;

/** The HTTP interface of `loadline console`. Every request passes the gate first. */
export function consoleApp(settings: ConsoleSettings): Hono {
  const { reports, index, nonce, sessions } = settings;
  const app = new Hono();
  app.use('*', async (c, next) => {
    const { method, path } = c.req;
    const refused = refusal({ method, path, header: (name) => c.req.header(name) }, settings);
    if (refused) {
      const isPage = refused.status === 401 && c.req.header('sec-fetch-mode') === 'navigate';
      c.res = isPage ? c.redirect('/sign-in') : c.json({ error: refused.error }, refused.status);
    } else await next();
    for (const [name, value] of Object.entries(HEADERS))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
  app.onError((error, c) => {
    // A file of this folder is wrong: the user can repair it.
    if (error instanceof ConfigurationError) return wrong(c, error.message, 422);
    console.error(error);
    return wrong(c, 'the console has failed: its terminal tells why', 500);
  });
  app.notFound((c) => wrong(c, 'there is no such page', 404));
  /** Scripts get JSON, people a page. */
  const wrong = (c: Context, message: string, status: 404 | 422 | 500) =>
    c.req.header('sec-fetch-mode') === 'navigate'
      ? show(c, { title: 'No page', at: 'none' }, <p class="wrong">{message}</p>, status)
      : c.json({ error: message }, status);
  const show: ShowPage = (c, frame, part, status = 200) =>
    c.html(
      `<!doctype html>\n${renderToString(<Layout {...{ ...frame, nonce: c.req.path === '/sign-in' ? '' : nonce }}>{part}</Layout>)}`,
      status,
    );

  app.get('/console.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/report.js', (c) => c.body(reportScript, 200, SCRIPT));
  app.get('/console.js', (c) => c.body(consoleScript, 200, SCRIPT));
  app.get('/favicon.ico', (c) => c.body(null, 204));
  const history = (c: Context) => historyOf(index.runs(), new URL(c.req.url).searchParams, marksOf(reports));
  app.get('/runs', (c) => {
    const page = (
      <>
        <RunsNow {...runsNow(settings)} />
        <HistoryPage {...history(c)} />
      </>
    );
    return show(c, { title: 'Runs', at: '/runs', scripts: ['/console.js'] }, page);
  });
  app.get('/api/runs', (c) => c.json(history(c)));
  app.get('/runs/:run/:file', (c) => {
    const { run, file } = c.req.param();
    return runFile(reports, run, file) ?? c.notFound();
  });
  app.get('/compare', (c) => {
    const compared = comparedOf(reports, new URL(c.req.url).searchParams);
    const status = compared && 'refused' in compared ? 422 : 200;
    return show(c, { title: 'Compare', at: '/compare' }, <ComparePage compared={compared} />, status);
  });
  app.get('/sign-in', (c) =>
    show(
      c,
      { title: 'Sign in', at: 'none', scripts: ['/sign-in.js'] },
      <p>Open the link that the console has printed. It works once.</p>,
    ),
  );
  app.get('/sign-in.js', (c) => c.body(SIGN_IN_SCRIPT, 200, SCRIPT));
  app.post(SIGN_IN, async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const cookie = sessions.open((body as { t?: unknown } | undefined)?.t);
    if (cookie === undefined) return c.json({ error: 'this link was used, or is none of this console' }, 403);
    settings.onSignIn?.();
    const secure = c.req.header('origin')?.startsWith('https:') ? '; Secure' : '';
    c.header(
      'set-cookie',
      `${cookieName(settings.port)}=${cookie}; HttpOnly; SameSite=Strict; Path=/${secure}`,
    );
    return c.json({ ok: true });
  });
  addRunRoutes(app, settings, show);
  addMarkRoutes(app, settings);
  return app;
}
