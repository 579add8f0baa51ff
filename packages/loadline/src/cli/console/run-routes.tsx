import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { renderToString } from 'preact-render-to-string';
import { runIdProblem } from '../../core/spec/run-id';
import type { RunSpec } from '../../core/spec/run-spec';
import { formatDuration } from '../../core/text/duration';
import { ConfigurationError } from '../../core/text/problem';
import { linkProblems } from '../../results/links';
import { longestMs } from '../../run/longest';
import { eventId } from '../../ui/console/live-events';
import { LivePage } from '../../ui/console/live-page';
import { loadText, PlanView } from '../../ui/console/plan-view';
import { RunsNow } from '../../ui/console/runs-now';
import { StartPage, type TestRow } from '../../ui/console/start-page';
import type { ConsoleSettings, ShowPage } from './console-app';
import { liveParts, unreadableParts } from './live-feed';
import { runsNow, specOf } from './now';
import {
  formFields,
  formQuery,
  planOf,
  registeredTests,
  type StartRequest,
  startRequest,
} from './start-form';

/** Interval at which the state of a shown run is read, and at which a stream without events sends a comment, in ms. */
const LOOK_MS = 500;
const PING_MS = 15_000;

const STARTS_NONE =
  'this console ends with the run that has started it: start runs from the page of `loadline console`';

/** Maximum number of simultaneous event streams. */
const MOST_STREAMS = 20;

/** Routes that plan, start, show and stop runs. */
export function addRunRoutes(app: Hono, settings: ConsoleSettings, show: ShowPage): void {
  const { queue, index } = settings;
  app.get('/', (c) => {
    const { tests, current, problems } = readTests();
    const asked = c.req.query('test');
    const chosen = tests.some(({ name }) => name === asked) ? (asked ?? '') : current;
    const runs = index.runs();
    const rows = tests.map(({ name, description }): TestRow => {
      const last = runs.find((run) => run.test === name && !run.isMadeByCommand);
      if (!last) return { name, description };
      const { run, verdict, startedMs } = last;
      return { name, description, last: { run, verdict, age: ageText(Date.now() - startedMs) } };
    });
    const fields = problems.length > 0 ? [] : formFields(tests.find(({ name }) => name === chosen)?.suite);
    const page = (
      <>
        <RunsNow {...runsNow(settings)} />
        <StartPage tests={rows} chosen={chosen} fields={fields} problems={problems} values={c.req.query()} />
      </>
    );
    return show(c, { title: 'Start', at: '/', scripts: ['/console.js'] }, page);
  });
  app.get('/api/status', (c) =>
    c.json({ loadline: LOADLINE_VERSION, running: queue.running, waiting: queue.waiting }),
  );
  const planned = (body: unknown): ReturnType<typeof planOf> & { request?: StartRequest } => {
    const parsed = startRequest.safeParse(body);
    if (!parsed.success)
      return { problems: [{ message: 'the form of another version of loadline: load the page again' }] };
    return { request: parsed.data, ...planOf(parsed.data) };
  };
  app.post('/api/plan', async (c) => {
    const plan = planned(await c.req.json().catch(() => undefined));
    const { problems } = plan;
    const shown = plan.plan && { plan: renderToString(<PlanView {...plan.plan} />) };
    return problems.length > 0 ? c.json({ problems, ...shown }, 422) : c.json(shown);
  });
  app.post('/api/runs', async (c) => {
    if (settings.isOfRun) return c.json({ error: STARTS_NONE }, 409);
    const { request, problems, plan } = planned(await c.req.json().catch(() => undefined));
    if (problems.length > 0 || !request || !plan) return c.json({ problems }, 422);
    const from = getConnInfo(c).remote.address ?? 'unknown';
    const load = request.debug ? 'debug run' : loadText(plan.spec);
    const started = queue.start(request, from, longestMs(plan.spec), load);
    return started ? c.json(started, 202) : c.json({ error: 'ten runs wait already: try again later' }, 409);
  });
  app.post('/api/runs/:run/stop', async (c) => {
    const { run } = c.req.param();
    const body: unknown = await c.req.json().catch(() => undefined);
    const kill = (body as { kill?: unknown } | undefined)?.kill === true;
    const isThere =
      runIdProblem(run) === undefined && queue.stop(run, kill, getConnInfo(c).remote.address ?? 'unknown');
    return isThere ? c.json({ ok: true }) : c.json({ error: 'this run does not go on' }, 404);
  });
  app.get('/runs/:run', (c) => {
    const { run } = c.req.param();
    const known = index.runs().find((one) => one.run === run);
    if (!isThere(settings, run))
      return show(c, { title: 'No such run', at: 'none' }, <p>There is no run of this name.</p>, 404);
    const isDone = known !== undefined && known.verdict !== 'none' && !queue.standing(run);
    const hasReport = existsSync(join(settings.reports, run, 'report.html'));
    if (isDone && hasReport && c.req.query('live') === undefined)
      return c.redirect(`/runs/${run}/report.html`);
    return show(
      c,
      { title: run, at: 'none', scripts: ['/console.js'] },
      <LivePage
        run={run}
        endsWithRun={settings.isOfRun === true}
        isWithoutReport={isDone && !hasReport}
        again={`/${againQuery(settings, run, known?.test)}`}
      />,
    );
  });
  addEvents(app, settings);
}

function addEvents(app: Hono, settings: ConsoleSettings): void {
  const { queue, reports, watched } = settings;
  app.get('/api/runs/:run/events', (c) => {
    const { run } = c.req.param();
    const partsNow = (known: { spec?: RunSpec }) => {
      try {
        return liveParts(reports, run, queue.standing(run), known);
      } catch (error) {
        return unreadableParts(error);
      }
    };
    if (!isThere(settings, run)) return c.notFound();
    // Nobody would read the stream, so it would never end.
    if (c.req.method === 'HEAD') return c.body(null, 405);
    if (watched.pages >= MOST_STREAMS) return c.json({ error: 'too many pages watch runs: close one' }, 409);
    return streamSSE(c, async (stream) => {
      const { log, ...page } = watched.open(run);
      // Otherwise its place would be taken until the next look.
      stream.onAbort(page.close);
      try {
        let known = c.req.header('last-event-id');
        let saidMs = 0;
        while (!stream.aborted && !stream.closed) {
          const isLast = watched.isClosing;
          log.tell(partsNow(page.run));
          for (const event of log.since(known)) {
            if (eventId(event) === known) continue;
            known = eventId(event);
            saidMs = Date.now();
            await stream.writeSSE({ id: known, retry: 2_000, data: JSON.stringify(event) });
          }
          if (isLast) break;
          if (Date.now() - saidMs > PING_MS) {
            saidMs = Date.now();
            await stream.write(': still here\n\n');
          }
          await stream.sleep(LOOK_MS);
        }
      } finally {
        page.close();
      }
    });
  });
}

/** Query of the start page for the same values, or at least for the test, of a run. */
function againQuery({ queue, reports }: ConsoleSettings, run: string, known: string | undefined): string {
  const request = queue.requestOf(run);
  if (request) return formQuery(request);
  const test = known ?? specOf(join(reports, run))?.test;
  return test === undefined ? '' : `?${new URLSearchParams({ test })}`;
}

/** Whether a run is known: it has a folder, or was requested from this console. Links are not followed. */
function isThere({ queue, reports }: ConsoleSettings, run: string): boolean {
  if (runIdProblem(run) !== undefined) return false;
  if (queue.standing(run)) return true;
  const folder = join(reports, run);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && linkProblems(folder, reports).length === 0;
}

function readTests() {
  try {
    const { tests, current, problems } = registeredTests();
    return { tests, current, problems: problems.map(({ where, message }) => `${where}: ${message}`) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { tests: [], current: '', problems: [error.message] };
  }
}

function ageText(ms: number): string {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  if (ms < minute) return '1m';
  const unit = ms < hour ? minute : ms < day ? hour : day;
  return unit === day ? `${Math.floor(ms / day)}d` : formatDuration(Math.floor(ms / unit) * unit);
}
