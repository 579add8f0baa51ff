import { showCount, showShare } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import { noBreakingPoint } from '../../core/verdict/stopped';
import { showStepP95 } from '../report/figures';
import { FigureNotes } from './figure-notes';
import { Mark } from './mark';
import { Table } from './table';

/** Steps of a rising load, and the breaking point: the first step that was too much. */
export function Steps({ result }: { result: Result }) {
  const { breakingPoint } = result;
  const none = noBreakingPoint(result);
  return (
    <>
      {breakingPoint === undefined ? (
        <p>
          <Mark kind={none.startsWith('none') ? 'good' : 'none'}>Breaking point: {none}.</Mark>
        </p>
      ) : (
        <p>
          <Mark kind="bad">Breaking point:</Mark> {breakingPoint}
        </p>
      )}
      <Table
        caption="Levels of the load"
        columns={[
          ...['Step', 'Users', 'Offered', 'Done', 'Failed', 'Response p95 (ms)'].map((title) => ({ title })),
          { title: 'Thresholds', text: true },
        ]}
        rows={(result.aggregate.steps ?? []).map((step) => [
          String(step.number),
          ...[step.users, step.offered, step.done].map(showCount),
          showShare(step.failed, step.done),
          showStepP95(step),
          step.broken.length === 0 ? (
            <Mark kind="good">held</Mark>
          ) : (
            <Mark kind="bad">broken: {step.broken.join(', ')}</Mark>
          ),
        ])}
      />
      <FigureNotes times={[]} stats={['p95']} others={result.aggregate.steps ?? []} />
    </>
  );
}
