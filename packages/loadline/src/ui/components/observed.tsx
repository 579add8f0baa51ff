import { OBSERVED_HEAD, observedRows } from '../../core/figures/observed-rows';
import type { Result } from '../../core/verdict/result';
import { NearestThreshold, nearestThreshold } from './nearest';
import { Hint, Table } from './table';

/** Series of other systems that were observed during the load. */
export function Observed({ result: { aggregate, thresholds } }: { result: Result }) {
  const rows = observedRows(aggregate.observed).map(({ name, from, cells }) => [
    name,
    ...cells,
    <NearestThreshold key="nearest" nearest={nearestThreshold(thresholds, `observed.${name}`)} />,
    from,
  ]);
  return (
    <>
      <Table
        caption="Observed series"
        columns={[
          { title: 'Series' },
          ...OBSERVED_HEAD.map((title) => ({ title })),
          { title: 'Nearest threshold', text: true },
          { title: 'From', text: true },
        ]}
        rows={rows}
      />
      <Hint>
        Oldest: the largest age of a value when it was read, if the source gives its time. Silent: how long
        the source gave no value during the load.
      </Hint>
    </>
  );
}
