import type { Aggregate, ObservedStats } from '../core/figures/aggregate';
import { longestHold } from '../core/spec/profile';
import type { RunSpec } from '../core/spec/run-spec';
import { showAmount } from '../core/text/amount';
import { counted } from '../core/text/counted';
import { showLength, showPercent, showSeconds } from '../core/text/numbers';
import { areSurvivors } from '../core/thresholds/evaluate';
import type { Judgement } from '../core/verdict/judge';
import type { Instance } from './instance';
import { readObserved } from './observed-file';
import { observedStats } from './observed-stats';
import { runFiles } from './run-folder';
import { whereItHurts } from './where-it-hurts';

/** Number of the instance that observes: several would read the same source several times. */
export const OBSERVER = 1;

/** What a run observed of other systems. */
export interface Observed {
  readonly stats: readonly ObservedStats[];
  readonly warnings: readonly string[];
  /** What changed before the first threshold broke. Undefined: nothing, or the run did not fail. */
  readonly hurts: (judgement: Pick<Judgement, 'verdict' | 'thresholds'>) => string | undefined;
}

/**
 * Reads what the first instance of a run observed, and makes its figures.
 * @param beganMs when the load began on the common clock, in ms since the epoch
 */
export function observedOf(
  { observed: series = [], curve }: Pick<RunSpec, 'observed' | 'curve'>,
  instances: readonly Instance[],
  beganMs: number | undefined,
  { loadMs }: Pick<Aggregate, 'loadMs'>,
): Observed {
  if (series.length === 0) return { stats: [], warnings: [], hurts: () => undefined };
  const observer = instances.find(({ number }) => number === OBSERVER);
  const { lines, damaged } = observer ? readObserved(observer.folder, OBSERVER) : { lines: [], damaged: 0 };
  const span = {
    loadMs,
    beganMs: beganMs === undefined ? undefined : beganMs - (observer?.offsetMs ?? 0),
    steady: longestHold(curve),
  };
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
    hurts: (judgement) => whereItHurts(series, lines, span, judgement),
    warnings: [
      ...(damaged === 0 ? [] : [`${counted(damaged, 'damaged line')} of ${file} could not be read`]),
      ...stats.flatMap((one) => silenceWarning(one, loadMs)),
      ...stats.flatMap(leakWarning),
    ],
  };
}

/** Names a series that leaks, with its slope. */
function leakWarning({ name, unit, leak }: ObservedStats): string[] {
  if (!leak) return [];
  const { perHour, low, high, growth, lengthMs } = leak;
  const [slope, from, to] = [perHour, low, high].map((value) => showAmount(value, unit));
  return [
    `observed ${name} looks like a leak: under constant load it grows by ${slope} per hour (95 % interval ${from} to ${to}), by ${showPercent(growth)} in ${showLength(lengthMs)}`,
  ];
}

/** Warns when a series has no value, or was silent for so long that its thresholds are not judged. */
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
