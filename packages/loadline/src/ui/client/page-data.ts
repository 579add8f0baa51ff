import type { FiguresModel } from '../components/figures-view';
import type { Chart } from '../report/chart-model';

/** Data that the page passes to its script. */
export interface PageData {
  readonly figures: FiguresModel;
  readonly failures?: Chart;
  readonly delivery: readonly Chart[];
}
