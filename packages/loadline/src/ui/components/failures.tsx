import { NONE, showCount, showShare } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import type { Chart } from '../report/chart-model';
import { type FailureRow, failureRows, instant, mostFrequent, placeOf } from '../report/failure-rows';
import { ChartFigure } from './chart-figure';
import { Mark } from './mark';
import { type Row, Table } from './table';
import { TraceLink } from './traces';

const COLUMNS = [
  { title: 'Cause' },
  { title: 'Where', text: true },
  { title: 'Count' },
  { title: 'Share' },
  { title: 'First', text: true },
  { title: 'Last', text: true },
  { title: 'Example', text: true },
];

/** Failed calls and iterations, with cause, time and an example of the error text. */
export function Failures({ result, chart }: { result: Result; chart: Chart | undefined }) {
  const rows = mostFrequent(failureRows(result));
  if (rows.length === 0)
    return (
      <p>
        <Mark kind="good">Nothing failed.</Mark>
      </p>
    );
  const of = (what: FailureRow['of']) => rows.filter((row) => row.of === what).map(cells);
  return (
    <>
      {chart && (
        <div id="failures-chart">
          <ChartFigure chart={chart} />
        </div>
      )}
      <FailureTable caption="Failed calls, the most frequent first" rows={of('call')} />
      <FailureTable caption="Failed iterations, by journey" rows={of('journey')} />
    </>
  );
}

function FailureTable({ caption, rows }: { caption: string; rows: readonly Row[] }) {
  return <Table isNamed stacked="failures" caption={caption} columns={COLUMNS} rows={rows} />;
}

function cells(row: FailureRow): Row {
  const { cause, count, whole, firstAtMs, lastAtMs, example = '', trace } = row;
  return [
    <code key="cause">{cause}</code>,
    placeOf(row),
    showCount(count),
    whole === 0 ? NONE : showShare(count, whole),
    instant(firstAtMs),
    instant(lastAtMs),
    trace ? (
      <>
        {example} <TraceLink trace={trace} />
      </>
    ) : (
      example
    ),
  ];
}
