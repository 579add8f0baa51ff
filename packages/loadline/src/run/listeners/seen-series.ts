import type { Attributes, HistogramPoint, Metric } from './metrics';

/** Remembers which series of sums and histograms a listener has received. */
export class SeenSeries {
  readonly #seen = new Set<string>();

  /**
   * Finds the series that are new, such as the failures of a cause that has not occurred before, and sets them to 0. A receiver
   * computes increases between two values: without a 0 before it, the first value of a series would be lost to it.
   */
  zerosOfNew(metrics: readonly Metric[]): Metric[] {
    return metrics.flatMap((metric): Metric[] => {
      if (metric.kind === 'gauge') return [];
      const isNew = ({ attributes }: { attributes: Attributes }) => this.#isNew(metric.name, attributes);
      const zeros: Metric =
        metric.kind === 'histogram'
          ? { ...metric, points: metric.points.filter(isNew).map(emptied) }
          : { ...metric, points: metric.points.filter(isNew).map((point) => ({ ...point, value: 0 })) };
      return zeros.points.length === 0 ? [] : [zeros];
    });
  }

  #isNew(name: string, attributes: Attributes): boolean {
    const key = seriesKey(name, attributes);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

function emptied(point: HistogramPoint): HistogramPoint {
  return { ...point, count: 0, sum: 0, counts: point.counts.map(() => 0) };
}

/** Identifies a series among all metrics of a run. */
export function seriesKey(name: string, attributes: Attributes): string {
  return JSON.stringify([name, attributes]);
}
