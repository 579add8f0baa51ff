import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { runIdProblem } from '../../core/spec/run-id';
import { ConfigurationError } from '../../core/text/problem';
import { runFiles } from '../../results/run-folder';
import {
  baselinesWith,
  changeMarks,
  LONGEST_NOTE,
  type Marks,
  readMarks,
  withBaseline,
  withNote,
  withoutNotes,
} from '../../results/run-marks';
import { isInProgress } from '../../run/live-file';
import type { ConsoleSettings } from './console-app';

/** Maximum number of runs in one baseline. */
const MOST_RUNS = 100;

const noteRequest = z.strictObject({ note: z.string().max(LONGEST_NOTE) });
const baselineRequest = z.strictObject({ runs: z.array(z.string()).min(1).max(MOST_RUNS) });

/** Routes that write notes, store baselines, and delete runs. */
export function addMarkRoutes(app: Hono, settings: ConsoleSettings): void {
  const { reports, index, queue } = settings;
  const isRun = (run: string) => index.runs().some((one) => one.run === run);
  const noRun = (c: Context, run: string) => c.json({ error: `there is no run ${run}` }, 404);
  const note = (c: Context, fact: Readonly<Record<string, unknown>>) =>
    queue.note({ from: getConnInfo(c).remote.address ?? 'unknown', ...fact });

  app.put('/api/runs/:run/note', async (c) => {
    const { run } = c.req.param();
    const asked = noteRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ error: `a note has at most ${LONGEST_NOTE} characters` }, 422);
    if (!isRun(run)) return noRun(c, run);
    changeMarks(reports, (marks) => withNote(marks, run, asked.data.note.trim()));
    return c.json({ ok: true });
  });
  app.delete('/api/runs/:run', (c) => {
    const { run } = c.req.param();
    if (!isRun(run)) return noRun(c, run);
    let kept: string | undefined;
    changeMarks(reports, (marks) => {
      kept = whyKept(settings, run, marks);
      if (kept !== undefined) return marks;
      note(c, { what: 'delete', runId: run });
      rmSync(join(reports, run), { recursive: true });
      return withoutNotes(marks, [run]);
    });
    if (kept !== undefined) return c.json({ error: kept }, 409);
    return c.json({ ok: true });
  });
  app.put('/api/baselines/:name', async (c) => {
    const { name } = c.req.param();
    const asked = baselineRequest.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success)
      return c.json({ error: `choose 1 to ${MOST_RUNS} runs as base, then store them` }, 422);
    const wrong = runIdProblem(name);
    if (wrong !== undefined)
      return c.json({ error: `the name of a baseline ${wrong.replace(/, because .*/, '')}` }, 422);
    const missing = asked.data.runs.find((run) => !isRun(run));
    if (missing !== undefined) return noRun(c, missing);
    let isTaken = false;
    changeMarks(reports, (marks) => {
      isTaken = Object.hasOwn(marks.baselines, name);
      if (isTaken) return marks;
      note(c, { what: 'store a baseline', name, runs: asked.data.runs });
      return withBaseline(marks, name, [...new Set(asked.data.runs)]);
    });
    // The runs of the other baseline would no longer be kept, and nobody would have been asked.
    if (isTaken)
      return c.json({ error: `there is a baseline ${name} already: remove it, or write another name` }, 409);
    return c.json({ ok: true });
  });
  app.delete('/api/baselines/:name', (c) => {
    const { name } = c.req.param();
    if (!Object.hasOwn(readMarks(reports).baselines, name))
      return c.json({ error: `there is no baseline ${name}` }, 404);
    note(c, { what: 'remove a baseline', name });
    changeMarks(reports, (marks) => withBaseline(marks, name, []));
    return c.json({ ok: true });
  });
}

/** The notes and baselines for a page, which is shown without them when their file is wrong. */
export function marksOf(reports: string) {
  try {
    return readMarks(reports);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { notes: {}, baselines: {}, problem: error.message };
  }
}

/** Why a run must not be deleted. Undefined when it may be. */
function whyKept({ reports, queue }: ConsoleSettings, run: string, marks: Marks): string | undefined {
  const folder = join(reports, run);
  const [baseline] = baselinesWith(run, marks);
  if (baseline !== undefined) return `${run} is in the baseline ${baseline}: remove the baseline first`;
  const standing = queue.standing(run);
  const isAsked = standing !== undefined && ('waits' in standing || 'starts' in standing);
  if (isAsked || isInProgress(folder)) return `${run} is in progress: stop it first, and wait for its end`;
  if (!existsSync(runFiles.spec(folder)) && !existsSync(runFiles.result(folder)))
    return `${run} has neither run.json nor result.json, so it may not be the folder of a run: delete it yourself`;
  return undefined;
}
