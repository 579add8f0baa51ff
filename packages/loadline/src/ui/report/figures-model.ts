import type { CallStats, Times } from '../../core/figures/aggregate';
import type { Result } from '../../core/verdict/result';
import { ALL_CALLS, type CallFigures } from '../components/calls-table';
import { figureNotes } from '../components/figure-notes';
import type { FiguresModel } from '../components/figures-view';
import { nearestThreshold } from '../components/nearest';
import type { Before } from './beside';
import type { ChartData } from './chart-model';
import { tilesOf, totalOf } from './tiles';
import { windowsForPage } from './windows';

const STATS = ['p50', 'p95', 'p99'];

/** Data of the interactive part of the page. */
export function figuresModel(result: Result, charts: ChartData, before?: Before): FiguresModel {
  const { aggregate, thresholds } = result;
  const load = aggregate.calls.filter(({ phase }) => phase === 'load');
  const { loadCalls } = aggregate;
  const all = { call: ALL_CALLS, ...totalOf(load), ...(loadCalls && { duration: fewTimes(loadCalls) }) };
  const nearest = load.flatMap(({ call }) => {
    const own = nearestThreshold(thresholds, `calls.${call}`);
    return own ? [[call, own] as const] : [];
  });
  const windows = windowsForPage(aggregate.windows);
  const isLeftOut = aggregate.windows !== undefined && windows === undefined;
  const earlier = Object.values(before?.calls ?? {}).map(({ duration }) => duration);
  const notes = [
    ...figureNotes([loadCalls, ...load.map(({ duration }) => duration)], STATS, earlier),
    ...(isLeftOut ? ['This page has no figures of parts of the load: they would make it too large.'] : []),
  ];
  return {
    tiles: tilesOf(result),
    charts: {
      calls: charts.calls,
      ...(charts.main && { main: charts.main }),
      ...(charts.observed && { observed: charts.observed }),
    },
    calls: load.map(callFigures),
    all,
    seconds: aggregate.loadMs / 1000,
    nearest: Object.fromEntries(nearest),
    ...(before && { before: fewFigures(before) }),
    ...(windows && { windows }),
    notes,
  };
}

function callFigures({ call, count, failed, duration }: CallStats): CallFigures {
  return { call, count, failed, ...(duration && { duration: fewTimes(duration) }) };
}

function fewFigures(before: Before): Before {
  const calls = Object.entries(before.calls).map(
    ([call, { duration, ...counts }]) =>
      [call, { ...counts, ...(duration && { duration: fewTimes(duration) }) }] as const,
  );
  return { ...before, journeys: {}, calls: Object.fromEntries(calls) };
}

/** The times that the table of calls shows, rounded to the digits that it shows. */
function fewTimes({ count, med, max, percentiles, interpolated }: Times): Times {
  const few = STATS.flatMap((stat) => {
    const value = stat === 'p50' ? (percentiles.p50 ?? med) : percentiles[stat];
    return value === undefined ? [] : [[stat, brief(value)] as const];
  });
  const marked = interpolated?.filter((stat) => STATS.includes(stat)) ?? [];
  return {
    count,
    min: 0,
    avg: 0,
    med: brief(med),
    max: brief(max),
    percentiles: Object.fromEntries(few),
    ...(marked.length > 0 && { interpolated: marked }),
  };
}

function brief(value: number): number {
  return Number(value.toFixed(4));
}
