import { showPercent } from '../../core/text/numbers';
import { own } from '../../core/text/own';
import { type ChangePoint, changePoint, RUNS_LOOKED_AT } from '../../results/compare/change-point';
import { DEFAULT_MARGIN } from '../../results/compare/compare-runs';
import { baselinesWith, type Marks } from '../../results/run-marks';
import type { HistoryFilter, HistoryProps, HistoryRow } from '../../ui/console/history-page';
import type { IndexedRun } from './run-index';

/** Number of runs on one page. */
const PAGE = 50;

/** The history that a URL asks for. @param runs all runs, newest first */
export function historyOf(
  runs: readonly IndexedRun[],
  query: URLSearchParams,
  marks: Marks & { readonly problem?: string } = { notes: {}, baselines: {} },
): HistoryProps {
  const filter: HistoryFilter = {
    test: query.get('test') ?? '',
    verdict: query.get('verdict') ?? '',
    text: query.get('text') ?? '',
  };
  const found = runs.filter((run) => isWanted(run, filter, marks));
  const from = Math.max(0, Math.min(Number(query.get('from')) || 0, found.length - 1));
  const shown = found.slice(from, from + PAGE);
  const trends = trendsOf(runs, new Set(shown.flatMap(({ alike }) => alike ?? [])));
  return {
    rows: shown.map((run) => rowOf(run, trends, marks)),
    found: found.length,
    all: runs.length,
    filter,
    baselines: marks.baselines,
    ...(marks.problem !== undefined && { problem: marks.problem }),
    tests: [...new Set(runs.flatMap(nameOf))].sort(),
    ...(from > 0 && { newer: linkOf(filter, Math.max(0, from - PAGE)) }),
    ...(from + PAGE < found.length && { older: linkOf(filter, from + PAGE) }),
  };
}

function isWanted(run: IndexedRun, { test, verdict, text }: HistoryFilter, marks: Marks): boolean {
  const texts = [run.run, own(marks.notes, run.run) ?? '', ...baselinesWith(run.run, marks)];
  return (
    (test === '' || nameOf(run)[0] === test) &&
    (verdict === '' || run.verdict === verdict) &&
    texts.some((one) => one.toLowerCase().includes(text.toLowerCase()))
  );
}

/** Name of the test of a run, or of its suite and profile. */
function nameOf({ test, figures }: IndexedRun): string[] {
  if (test !== undefined) return [test];
  return figures ? [`${figures.suite}/${figures.profile}`] : [];
}

function linkOf({ test, verdict, text }: HistoryFilter, from: number): string {
  return `/runs?${new URLSearchParams({ test, verdict, text, from: String(from) })}`;
}

/** Comparable runs, oldest first, with their p95s and the run at which these changed. */
interface Trend {
  readonly runs: readonly string[];
  readonly p95s: readonly number[];
  readonly change?: ChangePoint | undefined;
}

/** @param wanted groups to look at; others are left out, because each takes some thousand steps */
function trendsOf(runs: readonly IndexedRun[], wanted: ReadonlySet<string>): Map<string, Trend> {
  const groups = new Map<string, { runs: string[]; p95s: number[] }>();
  for (const { run, alike, verdict, figures } of runs.toReversed()) {
    const p95 = figures?.slowest?.p95;
    // The figures of an invalid run cannot be trusted.
    if (alike === undefined || !wanted.has(alike) || verdict === 'invalid' || p95 === undefined) continue;
    const group = groups.get(alike) ?? { runs: [], p95s: [] };
    group.runs.push(run);
    group.p95s.push(p95);
    groups.set(alike, group);
  }
  return new Map(
    [...groups].map(([alike, group]) => [
      alike,
      { ...group, change: changePoint(group.p95s, DEFAULT_MARGIN) },
    ]),
  );
}

function rowOf(run: IndexedRun, trends: ReadonlyMap<string, Trend>, marks: Marks): HistoryRow {
  const remark = own(marks.notes, run.run);
  const trend = run.alike === undefined ? undefined : trends.get(run.alike);
  const at = trend?.runs.indexOf(run.run) ?? -1;
  const note = run.problem ?? (run.figures?.stopped === undefined ? undefined : run.figures.stopped);
  return {
    run: run.run,
    startedMs: run.startedMs,
    test: nameOf(run)[0] ?? '',
    verdict: run.verdict,
    ...(note !== undefined && { note }),
    ...(remark !== undefined && { remark }),
    baselines: baselinesWith(run.run, marks),
    ...(run.figures && { figures: run.figures }),
    trend: trend && at >= 0 ? trend.p95s.slice(Math.max(0, at + 1 - RUNS_LOOKED_AT), at + 1) : [],
    ...(trend?.change && trend.change.at === at && { change: changeText(trend.change) }),
  };
}

function changeText({ change, p }: ChangePoint): HistoryRow['change'] {
  const isWorse = change > 0;
  const words = `${isWorse ? 'slower' : 'faster'} from here on: highest p95 ${isWorse ? '+' : '−'}${showPercent(Math.abs(change))}, p ${p.toPrecision(2)}`;
  return { isWorse, words };
}
