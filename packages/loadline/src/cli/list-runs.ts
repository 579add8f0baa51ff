import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { perSecondOfLoad } from '../core/figures/rates';
import { faultWords } from '../core/spec/made-by';
import { formatDuration } from '../core/text/duration';
import { table } from '../core/text/layout';
import { NONE, showMs, showPercent } from '../core/text/numbers';
import { isInterpolated, type MarkedFigures, signOf } from '../core/thresholds/interpolated';
import { loadBegan } from '../core/verdict/judge';
import type { Result } from '../core/verdict/result';
import { stoppedText } from '../core/verdict/stopped';
import { isRun, type ReadResult, readResult, subfolders } from '../results/compare/result-file';
import { linkProblems } from '../results/links';
import { runFiles } from '../results/run-folder';
import { type Series, seriesIn } from '../results/series-folder';
import { LOST, unfinished } from '../run/live-file';

/** A run under `reports/`. It has no figures when it left no readable result. */
export interface ListedRun {
  /** Name of its folder. */
  readonly run: string;
  /** When its load began, in ms since the epoch. When that is unknown: when the run was requested. */
  readonly startedMs: number;
  readonly verdict: Result['verdict'] | 'none';
  /** What the folder is when it holds no result. Absent: the folder of a run that was cut off. */
  readonly state?: Series['kind'] | 'in progress' | 'lost';
  /** What its reader should know: its fault, what a proof has found, why it has no result. */
  readonly note?: string;
  /** Why there is no verdict. */
  readonly problem?: string;
  readonly figures?: RunFigures;
}

/** Settings and results of a run. */
export interface RunFigures {
  readonly suite: string;
  readonly profile: string;
  readonly users: number;
  /** Length of the load in ms: as planned, or until the run was stopped. */
  readonly loadMs: number;
  /** What stopped the run, and when. Absent when nothing did. */
  readonly stopped?: string;
  /** Number of completed iterations. */
  readonly iterations: number;
  readonly callsPerSecond: number;
  /** Failed calls of the load, as a share of 1. Absent without calls. */
  readonly failed?: number;
  /** Failed iterations, as a share of those of all journeys. Absent without any. Some fail without a failed call. */
  readonly failedIterations?: number;
  /** The call of the load with the highest 95th percentile, in ms. */
  readonly slowest?: { readonly call: string; readonly p95: number } & MarkedFigures;
}

/** The runs in a folder, newest first. @param folder such as `reports`; an absent folder has no runs */
export function listRuns(folder: string): ListedRun[] {
  return subfolders(folder)
    .map((path) => listedRun(path, folder).listed)
    .sort(newestFirst);
}

/** Links that are left out of the list because they lead out of the folder, one sentence each. */
export function skippedLinks(folder: string): string[] {
  return linkProblems(folder, folder).map(({ where, message }) => `${where} ${message}`);
}

/** The entry of a run in the list, and its result. It follows no symbolic link that leads out of the folder of all runs. */
export function listedRun(path: string, folder: string): { listed: ListedRun; result?: Result } {
  const run = basename(path);
  const links = linkProblems(path, folder);
  const read: ReadResult = links.length > 0 ? { problems: links } : readResult(path);
  if ('result' in read) {
    const { result } = read;
    const note = faultWords(result.spec);
    const startedMs = result.startedAtMs ?? requestedMs(path);
    const { verdict } = result;
    const figures = figuresOf(result);
    return { listed: { run, startedMs, verdict, ...(note !== undefined && { note }), figures }, result };
  }
  const startedMs = requestedMs(path);
  const known = links.length > 0 || isRun(path) ? undefined : stateOf(path);
  if (known) return { listed: { run, startedMs, verdict: 'none', ...known } };
  const [{ where, message } = { where: run, message: 'is unreadable' }] = read.problems;
  return { listed: { run, startedMs, verdict: 'none', problem: `${where}: ${message}` } };
}

/** What a folder without a result is. Undefined: the folder of a run that was cut off. */
function stateOf(path: string): Pick<ListedRun, 'state' | 'note'> | undefined {
  const series = seriesIn(path);
  if (series) return { state: series.kind, note: series.words };
  const state = unfinished(path);
  return state && { state, ...(state === 'lost' && { note: LOST }) };
}

/** The runs as a table. @param width columns of the terminal, if there is one */
export function runsText(runs: readonly ListedRun[], folder: string, width?: number): string {
  if (runs.length === 0) return `there are no runs in ${folder}`;
  const head = [
    'run',
    'verdict',
    'suite/profile',
    'users',
    'length',
    'iterations',
    'calls/s',
    'calls failed',
    'iterations failed',
    'slowest p95',
  ];
  const problems = runs.flatMap(({ run, note, problem, figures }) => [
    ...(note === undefined ? [] : [`${run}: ${note}`]),
    ...(figures?.stopped === undefined ? [] : [`${run} was ${figures.stopped}`]),
    ...(problem === undefined ? [] : [problem]),
  ]);
  const lines = table([head, ...runs.map(runRow)], 'l', width);
  return (problems.length === 0 ? lines : [...lines, '', ...problems]).join('\n');
}

function figuresOf({ spec, aggregate, stopped }: Result): RunFigures {
  const { suite, profile, users } = spec;
  const calls = aggregate.calls.filter(({ phase }) => phase === 'load');
  const count = calls.reduce((sum, stats) => sum + stats.count, 0);
  const failed = calls.reduce((sum, stats) => sum + stats.failed, 0);
  const iterations = aggregate.journeys.reduce((sum, { done }) => sum + done, 0);
  const failedIterations = aggregate.journeys.reduce((sum, journey) => sum + journey.failed, 0);
  const p95s = calls.flatMap(({ call, duration }) => {
    const p95 = duration?.percentiles.p95;
    return p95 === undefined
      ? []
      : [{ call, p95, ...(isInterpolated(duration, 'p95') && { interpolated: ['p95'] }) }];
  });
  const [slowest] = p95s.sort((a, b) => b.p95 - a.p95);
  return {
    suite,
    profile,
    users,
    loadMs: loadBegan(aggregate) ? aggregate.loadMs : 0,
    ...(stopped && { stopped: stoppedText(stopped, spec.loadMs) }),
    iterations,
    callsPerSecond: perSecondOfLoad(aggregate, count),
    ...(count > 0 && { failed: failed / count }),
    ...(iterations > 0 && { failedIterations: failedIterations / iterations }),
    ...(slowest && { slowest }),
  };
}

function runRow({ run, verdict, state, figures }: ListedRun): string[] {
  if (!figures) return [run, state ?? verdict];
  const { suite, profile, users, loadMs, iterations, callsPerSecond, failed, failedIterations, slowest } =
    figures;
  return [
    run,
    verdict,
    `${suite}/${profile}`,
    String(users),
    formatDuration(loadMs < 1_000 ? Math.round(loadMs) : Math.round(loadMs / 1_000) * 1_000),
    String(iterations),
    callsPerSecond.toFixed(1),
    share(failed),
    share(failedIterations),
    slowest ? `${signOf(slowest, 'p95')}${showMs(slowest.p95)} ms ${slowest.call}` : NONE,
  ];
}

function share(of: number | undefined): string {
  return of === undefined ? NONE : showPercent(of);
}

/** When a run was requested, in ms since the epoch, from its id. For an id without a time: when its first file was written. */
function requestedMs(folder: string): number {
  const stamp = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(basename(folder));
  if (!stamp) {
    const spec = runFiles.spec(folder);
    // In a folder that cannot be read, nothing exists.
    return statSync(existsSync(spec) ? spec : folder).mtimeMs;
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = stamp.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** Order of runs in lists. The runs of a search or of a proof have the same time in their ids, and are numbered. */
export function newestFirst(a: Pick<ListedRun, 'run' | 'startedMs'>, b: typeof a): number {
  return b.startedMs - a.startedMs || BY_NUMBER.compare(b.run, a.run);
}
