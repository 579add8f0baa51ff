import type { Options, Scenario } from 'k6/options';
import { TREND_STATS } from '../../load/from-k6';
import { percentilesOf, type Rule } from '../../load/limits';
import type { JourneyDescription } from '../../load/run-description';
import { plannedPasses } from '../../load/schedule';
import { type CallRow, k6Stat, summaryRows, thresholdsOf } from '../../load/thresholds';

/** Time that a pass gets beyond its `maxDuration` before k6 cuts it: its last call has then long met its deadline. */
const GRACE_MS = 5_000;

/** k6's options for a planned run: a scenario for each journey, thresholds for each limit and each row of the summary. */
export function k6Options(
  journeys: readonly JourneyDescription[],
  rules: readonly Rule[],
  rows: readonly CallRow[],
  loadMs: number,
): Options {
  const planned = Object.fromEntries(
    journeys.map(({ name, schedule }) => [name, plannedPasses(schedule).min]),
  );
  const thresholds = {
    ...summaryRows(
      rows,
      journeys.map(({ name }) => name),
    ),
    ...thresholdsOf(rules, planned, loadMs),
  };
  return {
    scenarios: Object.fromEntries(journeys.map((journey) => [journey.name, scenario(journey)])),
    thresholds: thresholds as NonNullable<Options['thresholds']>,
    summaryTrendStats: [...new Set([...TREND_STATS, ...percentilesOf(rules).map(k6Stat)])],
    // What k6 itself tags its samples with costs CPU on every call; the metrics here carry their own few tags.
    systemTags: ['scenario', 'name', 'status', 'error_code'],
    setupTimeout: '2m',
    teardownTimeout: '5m',
    maxRedirects: 0,
  };
}

function scenario({ name, schedule, maxDurationMs, virtualUsers }: JourneyDescription): Scenario {
  const common = {
    exec: name,
    tags: { journey: name, phase: 'load' },
    timeUnit: `${schedule.timeUnitMs}ms`,
    startTime: `${schedule.startMs}ms`,
    gracefulStop: `${maxDurationMs + GRACE_MS}ms`,
    preAllocatedVUs: virtualUsers,
    // Starting an unplanned virtual user takes so long that it costs arrivals.
    maxVUs: virtualUsers,
  };
  if (schedule.kind === 'constant') {
    const { rate, durationMs } = schedule;
    return { ...common, executor: 'constant-arrival-rate', rate, duration: `${durationMs}ms` };
  }
  const stages = schedule.stages.map(({ target, durationMs }) => ({ target, duration: `${durationMs}ms` }));
  return { ...common, executor: 'ramping-arrival-rate', startRate: schedule.startRate, stages };
}
