import type { SecondStats } from '../../core/figures/aggregate';
import type { Grid } from './chart-model';
import { bucketSize, downsample, type Reduction } from './downsample';

/** Lines over time with a limited number of points. */
export class Lines {
  readonly grid: Grid;

  constructor(
    readonly seconds: readonly SecondStats[],
    points: number,
  ) {
    this.grid = { first: seconds[0]?.second ?? 0, step: bucketSize(seconds.length, points) };
  }

  of(value: (stats: SecondStats) => number | undefined, how: Reduction): (number | null)[] {
    return downsample(this.seconds.map(value), this.grid.step, how).map(brief);
  }
}

/** Rounds to three significant digits: more are not visible, and would make the page large. */
function brief(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(3));
}
