import type { Chart } from '../report/chart-model';
import { ChartFigure } from './chart-figure';

/** Charts one below the other. */
export function Charts({ charts }: { charts: readonly Chart[] }) {
  return (
    <>
      {charts.map((chart) => (
        <ChartFigure key={chart.id} chart={chart} />
      ))}
    </>
  );
}
