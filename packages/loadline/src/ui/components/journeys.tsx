import { type JourneyStats, timesOf } from '../../core/figures/aggregate';
import { measuredOften } from '../../core/figures/expected';
import { showCount } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import type { Before } from '../report/beside';
import { ratePerSecond } from '../report/figures';
import { FailedChange, TimeChange } from './change';
import { FigureNotes } from './figure-notes';
import { NearestThreshold, nearestThreshold } from './nearest';
import { type Row, Table } from './table';
import { failedText, TimeFigure, timeCells } from './time-cells';

const STATS = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];
const TIMES = STATS.map((title) => ({ title }));

/** Journeys with their durations and response times. */
export function Journeys({ result, before }: { result: Result; before: Before | undefined }) {
  const { aggregate } = result;
  const rows = aggregate.journeys.flatMap((stats) => journeyRows(stats, result, before));
  return (
    <>
      <Table
        caption="Journeys, times in ms"
        columns={[
          ...['Journey', 'Count', 'Rate', 'Failed'].map((title) => ({ title })),
          ...TIMES,
          { title: 'Nearest threshold', text: true },
        ]}
        rows={rows}
      />
      <FigureNotes
        times={aggregate.journeys.flatMap(({ duration, response }) => [duration, response])}
        stats={STATS}
        others={Object.values(before?.journeys ?? {}).map(({ duration }) => duration)}
      />
      <OwnMetrics result={result} />
    </>
  );
}

function journeyRows(
  stats: JourneyStats,
  { thresholds, aggregate }: Result,
  before: Before | undefined,
): Row[] {
  const { journey, done, failed, duration, response } = stats;
  const old = before?.journeys[journey];
  const times = STATS.map((stat) => (
    <>
      <TimeFigure times={duration} stat={stat} />
      {['p50', 'p95', 'p99'].includes(stat) && (
        <TimeChange now={duration} id={`journeys.${journey}.duration.${stat}`} {...{ stat, before, old }} />
      )}
    </>
  ));
  const failures = (
    <>
      {failedText(failed, done)}
      <FailedChange id={`journeys.${journey}.failed`} {...{ before, old }} />
    </>
  );
  const nearest = <NearestThreshold nearest={nearestThreshold(thresholds, `journeys.${journey}`)} />;
  const rate = ratePerSecond(done, aggregate.loadMs / 1000);
  const first: Row = [journey, showCount(done), rate, failures, ...times, nearest];
  if (!response) return [first];
  return [first, [`${journey}, response`, '', '', '', ...timeCells(response, STATS), '']];
}

/** Custom metrics of the suite. Shows nothing when there are none. */
function OwnMetrics({ result: { aggregate, thresholds } }: { result: Result }) {
  const rows = Object.entries(aggregate.custom ?? {}).map(([name, figures]) => [
    name,
    measuredOften(figures, showCount),
    ...timeCells(timesOf(aggregate, name), STATS),
    <NearestThreshold key="nearest" nearest={nearestThreshold(thresholds, `metrics.${name}`)} />,
  ]);
  return (
    <>
      <Table
        isNamed
        caption="Own metrics of the suite, times in ms"
        columns={[
          { title: 'Metric' },
          { title: 'Count' },
          ...TIMES,
          { title: 'Nearest threshold', text: true },
        ]}
        rows={rows}
      />
      <FigureNotes
        times={Object.keys(aggregate.custom ?? {}).map((name) => timesOf(aggregate, name))}
        stats={STATS}
      />
    </>
  );
}
