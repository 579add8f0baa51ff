import type { Chart } from '../report/chart-model';
import { Charts } from './charts';
import { Folded } from './table';

/** Iterations and delays over time. */
export function DeliveryCharts({ charts }: { charts: readonly Chart[] }) {
  if (charts.length === 0) return null;
  return (
    <Folded summary="Iterations and delays over time">
      <div class="charts">
        <Charts charts={charts} />
      </div>
    </Folded>
  );
}
