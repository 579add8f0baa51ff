import type { RunShape } from '../../core/figures/from-k6';

/** Of a plan what a reader of the run's figures needs. */
export function shapeOf(plan: RunShape): RunShape {
  const { loadMs, rows, planned, steps, rules } = plan;
  const { journeyShapes, ownCauses, custom, filters, unfinished, cleanUp } = plan;
  return {
    loadMs,
    rows,
    planned,
    steps,
    rules,
    ...(journeyShapes && { journeyShapes }),
    ...(ownCauses && { ownCauses }),
    ...(custom && { custom }),
    ...(filters && { filters }),
    ...(unfinished && { unfinished }),
    ...(cleanUp && { cleanUp }),
  };
}
