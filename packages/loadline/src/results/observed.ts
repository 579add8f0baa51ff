import type { Aggregate, ObservedStats } from '../core/figures/aggregate';
import type { RunSpec } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import { showSeconds } from '../core/text/numbers';
import { areSurvivors } from '../core/thresholds/evaluate';
import type { Instance } from './instance';
import { readObserved } from './observed-file';
import { observedStats } from './observed-stats';
import { runFiles } from './run-folder';

/** Number of the instance that observes: several would read the same source several times. */
export const OBSERVER = 1;

/** What a run observed of other systems. */
export interface Observed {
  readonly stats: readonly ObservedStats[];
  readonly warnings: readonly string[];
}

/**
 * Reads what the first instance of a run observed, and makes its figures.
 * @param beganMs when the load began on the common clock, in ms since the epoch
 */
export function observedOf(
  { observed: series = [] }: Pick<RunSpec, 'observed'>,
  instances: readonly Instance[],
  beganMs: number | undefined,
  { loadMs }: Pick<Aggregate, 'loadMs'>,
): Observed {
  if (series.length === 0) return { stats: [], warnings: [] };
  const observer = instances.find(({ number }) => number === OBSERVER);
  const { lines, damaged } = observer ? readObserved(observer.folder, OBSERVER) : { lines: [], damaged: 0 };
  const span = { loadMs, beganMs: beganMs === undefined ? undefined : beganMs - (observer?.offsetMs ?? 0) };
  const stats = series.map((one) =>
    observedStats(
      one,
      lines.filter(({ source }) => source === one.source),
      span,
    ),
  );
  const file = runFiles.observed(observer?.folder ?? '', OBSERVER);
  return {
    stats,
    warnings: [
      ...(damaged === 0
        ? []
        : [`${counted(damaged, 'line')} of ${file} are not what loadline wrote: they were not read`]),
      ...stats.flatMap((one) => silenceWarning(one, loadMs)),
    ],
  };
}

/** Warns of a series that has no value, or was silent for so long, that its thresholds are not judged. */
function silenceWarning(
  { name, source, silent, figures, expected }: ObservedStats,
  loadMs: number,
): string[] {
  if (figures && !areSurvivors({ count: figures.count, ...(expected && { expected }) })) return [];
  const what = silent
    ? `source ${source} was silent for ${showSeconds(silent.ms)} of ${showSeconds(loadMs)} (${silent.why})`
    : `source ${source} never had this series during the load`;
  return [`observed ${name}: ${what}, so its thresholds are not judged`];
}
