import { type CallCurves, chartsOf, hasCharts } from '../report/call-charts';
import { Folded } from './table';

/** The charts of each call in words: for paper, for screen readers, and when no script runs. */
export function ChartWords({ calls }: { calls: readonly CallCurves[] }) {
  const drawn = calls.filter(hasCharts);
  if (drawn.length === 0) return null;
  return (
    <Folded summary="The charts of each call in words">
      <ul class="small">
        {drawn.map((curves) => (
          <li key={curves.call}>
            <b>{curves.call}</b>{' '}
            {chartsOf(curves)
              .map(({ title, words }) => `${title}: ${words}`)
              .join(' ')}
          </li>
        ))}
      </ul>
    </Folded>
  );
}
