import { showPercent } from '../../core/text/numbers';
import { own } from '../../core/text/own';
import { type ChangePoint, changePoint, RUNS_LOOKED_AT } from '../../results/compare/change-point';
import { DEFAULT_MARGIN } from '../../results/compare/compare-runs';
import { baselinesWith, type Marks } from '../../results/run-marks';
import type { HistoryFilter } from '../../ui/console/history-filter';
import type { HistoryProps, HistoryRow } from '../../ui/console/history-page';
import type { IndexedRun } from './run-index';

/** Number of runs on one page. */
const PAGE = 50;

/**
 * The history that a URL asks for.
 * @param runs all runs, newest first
 */
export function historyOf(
  runs: readonly IndexedRun[],
  query: URLSearchParams,
  marks: Marks & { readonly problem?: string } = { notes: {}, baselines: {} },
): HistoryProps {
  const series = [...new Set(runs.flatMap((run) => Object.keys(run.observed ?? {})))].sort();
  const filter: HistoryFilter = {
    test: query.get('test') ?? '',
    verdict: query.get('verdict') ?? '',
    text: query.get('text') ?? '',
    series: series.find((name) => name === query.get('series')) ?? '',
  };
  const found = runs.filter((run) => isWanted(run, filter, marks));
  const from = Math.max(0, Math.min(Number(query.get('from')) || 0, found.length - 1));
  const shown = found.slice(from, from + PAGE);
  const groups = new Set(shown.flatMap(({ alike }) => alike ?? []));
  const p95s = trendsOf(runs, groups, ({ figures }) => figures?.slowest?.p95);
  // Only of the groups on this page: each takes some thousand steps.
  const changes = new Map(
    [...p95s].map(([alike, { values }]) => [alike, changePoint(values, DEFAULT_MARGIN)] as const),
  );
  const observed = (run: IndexedRun) => own(run.observed ?? {}, filter.series);
  const ofSeries = trendsOf(runs, groups, (run) => observed(run)?.value);
  return {
    rows: shown.map((run) => {
      const row = rowOf(run, { p95s, changes }, marks);
      const figure = observed(run);
      return figure ? { ...row, observed: { ...figure, trend: valuesUpTo(run, ofSeries) } } : row;
    }),
    series,
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

function linkOf(filter: HistoryFilter, from: number): string {
  return `/runs?${new URLSearchParams({ ...filter, from: String(from) })}`;
}

/** Comparable runs, oldest first, with a figure of each. */
interface Trend {
  readonly runs: readonly string[];
  readonly values: readonly number[];
}

/** @param wanted groups of comparable runs to look at */
function trendsOf(
  runs: readonly IndexedRun[],
  wanted: ReadonlySet<string>,
  figure: (run: IndexedRun) => number | undefined,
): Map<string, Trend> {
  const groups = new Map<string, { runs: string[]; values: number[] }>();
  for (const run of runs.toReversed()) {
    const { alike, verdict } = run;
    const value = figure(run);
    // The figures of an invalid run cannot be trusted.
    if (alike === undefined || !wanted.has(alike) || verdict === 'invalid' || value === undefined) continue;
    const group = groups.get(alike) ?? { runs: [], values: [] };
    group.runs.push(run.run);
    group.values.push(value);
    groups.set(alike, group);
  }
  return groups;
}

type Trends = ReadonlyMap<string, Trend>;

/** Index of a run in the trend of its group. -1: it has none. */
function placeOf({ run, alike = '' }: IndexedRun, trends: Trends): number {
  return trends.get(alike)?.runs.indexOf(run) ?? -1;
}

/** The last values of a trend up to a run. Empty when the trend does not contain the run. */
function valuesUpTo(run: IndexedRun, trends: Trends): readonly number[] {
  const end = placeOf(run, trends) + 1;
  return trends.get(run.alike ?? '')?.values.slice(Math.max(0, end - RUNS_LOOKED_AT), end) ?? [];
}

/** Trends of the highest p95, and where they changed. */
interface Course {
  readonly p95s: Trends;
  readonly changes: ReadonlyMap<string, ChangePoint | undefined>;
}

function rowOf(run: IndexedRun, { p95s, changes }: Course, marks: Marks): HistoryRow {
  const remark = own(marks.notes, run.run);
  const change = changes.get(run.alike ?? '');
  const notes = [run.note, run.problem, run.figures?.stopped].filter((text) => text !== undefined);
  return {
    run: run.run,
    startedMs: run.startedMs,
    test: nameOf(run)[0] ?? '',
    verdict: run.verdict,
    ...(run.state !== undefined && { state: run.state }),
    ...(notes.length > 0 && { note: notes.join('; ') }),
    ...(remark !== undefined && { remark }),
    baselines: baselinesWith(run.run, marks),
    ...(run.figures && { figures: run.figures }),
    trend: valuesUpTo(run, p95s),
    ...(change && change.at === placeOf(run, p95s) && { change: changeText(change) }),
  };
}

function changeText({ change, p }: ChangePoint): HistoryRow['change'] {
  const isWorse = change > 0;
  const words = `${isWorse ? 'slower' : 'faster'} from here on: highest p95 ${isWorse ? '+' : '−'}${showPercent(Math.abs(change))}, p ${p.toPrecision(2)}`;
  return { isWorse, words };
}
