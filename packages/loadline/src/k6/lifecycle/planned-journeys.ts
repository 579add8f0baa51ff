import type { JobCause } from '../../core/names';
import type { RunSpec } from '../../core/spec/run-spec';
import { leadOf } from '../../core/spec/warm-up';
import type { PlannedJourney, RunData } from '../auth/session';

/**
 * Writes what virtual users need of each journey: for each name, its `PlannedJourney` as JSON.
 * @param declared journeys of the suite, with the causes that they declare
 */
export function journeysAsJson(
  spec: RunSpec,
  declared: Readonly<Record<string, { readonly causes?: readonly JobCause[] | undefined }>>,
): RunData['journeys'] {
  const planned = spec.journeys.map((journey) => {
    const { name, schedule, maxDurationMs, pauseMs, calls } = journey;
    const causes = declared[name]?.causes;
    const lead = leadOf(journey, spec);
    const own: PlannedJourney = {
      schedule,
      maxDurationMs,
      ...(pauseMs && { pauseMs }),
      calls,
      ...(causes && { causes }),
      ...(lead.iterations > 0 && { lead }),
    };
    return [name, JSON.stringify(own)] as const;
  });
  return Object.fromEntries(planned);
}
