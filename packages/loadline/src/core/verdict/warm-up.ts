import type { Aggregate } from '../figures/aggregate';
import { counted } from '../text/counted';
import type { Judgement } from './judge';

/**
 * Adds warnings about a warm-up in which not all virtual users connected. The run does not fail for it: these virtual users
 * connect in their first iterations, which the load measures and judges.
 */
export function warnOfWarmUp(judgement: Judgement, aggregate: Pick<Aggregate, 'warmUp'>): Judgement {
  const warnings = warmUpWarnings(aggregate);
  return warnings.length === 0 ? judgement : { ...judgement, warnings: [...judgement.warnings, ...warnings] };
}

/** Says how many virtual users the warm-up did not connect, and why. Empty when it connected all, or when there was none. */
export function warmUpWarnings({ warmUp }: Pick<Aggregate, 'warmUp'>): string[] {
  if (!warmUp) return [];
  const { started, ended, failed, cause } = warmUp;
  const why = cause === undefined ? '' : ` (${cause})`;
  const all = `of ${counted(started, 'virtual user')}`;
  const then = 'they connect in their first iterations, whose times include that';
  return [
    ...(failed > 0 ? [`the warm-up could not connect ${failed} ${all}${why}: ${then}`] : []),
    ...(ended < started
      ? [`the warm-up was too short for ${started - ended} ${all}: ${then}; write a longer warmUp`]
      : []),
  ];
}
