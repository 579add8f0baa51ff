import type { Aggregate } from '../figures/aggregate';
import type { JourneyWork } from '../spec/run-spec';
import type { Judgement } from './judge';

/** One of the suite's own metrics, which counts work that iterations asked for and did not see finished. */
export interface UnfinishedWork {
  readonly metric: string;
  /** What is counted, such as `requests`. */
  readonly what: string;
}

/**
 * Adds a warning for each kind of work that the run may have left to the system: a load that begins before the work is done
 * measures it, too. An iteration that was cut off could not count its work, so it counts as one unit of unfinished work.
 */
export function warnOfUnfinished(
  judgement: Judgement,
  unfinished: readonly UnfinishedWork[],
  { custom = {}, journeys }: Pick<Aggregate, 'custom' | 'journeys'>,
  work: readonly JourneyWork[],
): Judgement {
  const warnings = unfinished.flatMap(({ metric, what }) => {
    const measuring = journeys.filter(({ journey }) =>
      work.find(({ name }) => name === journey)?.metrics.includes(metric),
    );
    const cut = measuring.reduce((sum, { interrupted }) => sum + interrupted, 0);
    const count = (custom[metric]?.count ?? 0) + cut;
    if (count === 0) return [];
    const ofThem = cut === 0 ? '' : ` (${cut} of them in iterations that were cut)`;
    return [
      `${count} ${what} of this run were still unfinished at its end, as far as its iterations saw${ofThem}: the system may be busy with them for a while, and a load that begins before it has drained measures them, too`,
    ];
  });
  return warnings.length === 0 ? judgement : { ...judgement, warnings: [...judgement.warnings, ...warnings] };
}
